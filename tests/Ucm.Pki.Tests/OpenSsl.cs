using System.Diagnostics;

namespace Ucm.Pki.Tests;

/// <summary>The independent reader: the openssl (or another) command line in a directory of its own.</summary>
internal sealed class OpenSsl : IDisposable
{
    public OpenSsl() => Directory = System.IO.Directory.CreateTempSubdirectory("ucm-pki-").FullName;

    public string Directory { get; }

    public string Path(string file) => System.IO.Path.Combine(Directory, file);

    public string Write(string file, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(Path(file), content.ToArray());
        return Path(file);
    }

    public string WritePem(string file, string label, params IEnumerable<ReadOnlyMemory<byte>> contents)
    {
        File.WriteAllText(Path(file), string.Concat(contents.Select(der => System.Security.Cryptography.PemEncoding.WriteString(label, der.Span) + "\n")));
        return Path(file);
    }

    /// <summary>Output of <c>openssl …</c>; fails the test when it does.</summary>
    public string Run(params string[] arguments)
    {
        var (code, output) = TryRun("openssl", arguments);
        code.ShouldBe(0, $"openssl {string.Join(' ', arguments)}: {output}");
        return output;
    }

    public (int Code, string Output) TryRun(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
