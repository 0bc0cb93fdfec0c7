using System.Diagnostics;

namespace Ucm.TestHosting;

/// <summary>Authorities of another product, which is openssl here, and the PKCS#12 files it exports. In a folder of its own.</summary>
public sealed class ForeignAuthority : IDisposable
{
    public const string Password = "pass wörd";
    public const string BasicConstraints = "basicConstraints=critical,CA:true";
    public const string KeyUsage = "keyUsage=critical,keyCertSign,cRLSign";

    private readonly string folder = Directory.CreateTempSubdirectory("ucm-foreign-").FullName;

    public static string[] Rsa2048 { get; } = ["-newkey", "rsa:2048"];

    public static string[] P256 { get; } = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];

    public string File(string name) => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A root with these extensions and no others; an authority's when none are given.</summary>
    public void Root(string name, string[] key, params string[] extensions) => Run(
        ["req", "-x509", "-nodes", .. key, "-keyout", $"{name}.key", "-out", $"{name}.pem", "-days", "3650", "-subj", Subject(name), "-config", Config(extensions), "-extensions", "ext"]);

    /// <summary>A certificate under another authority: by default an authority's too.</summary>
    public void Sub(string name, string issuer, string[] key, params string[] extensions)
    {
        Request(name, key);
        Run(["x509", "-req", "-in", $"{name}.csr", "-CA", $"{issuer}.pem", "-CAkey", $"{issuer}.key", "-CAcreateserial", "-days", "1825", "-out", $"{name}.pem", "-extfile", Config(extensions), "-extensions", "ext"]);
    }

    /// <summary>A key, and a PKCS#10 request for an authority, DER.</summary>
    public byte[] Request(string name, string[] key)
    {
        Run(["req", "-new", "-nodes", .. key, "-keyout", $"{name}.key", "-out", $"{name}.csr", "-subj", Subject(name), "-config", Config([])]);
        Run("req", "-in", $"{name}.csr", "-outform", "DER", "-out", $"{name}.csr.der");
        return System.IO.File.ReadAllBytes(File($"{name}.csr.der"));
    }

    /// <summary><c>openssl pkcs12 -export</c>.</summary>
    public byte[] Export(string name, string[]? others = null, params string[] options)
    {
        var certificates = string.Concat((others ?? []).Select(other => System.IO.File.ReadAllText(File($"{other}.pem"))));
        System.IO.File.WriteAllText(File("others.pem"), certificates);
        string[] chain = certificates.Length == 0 ? [] : ["-certfile", "others.pem"];
        Run(["pkcs12", "-export", "-inkey", $"{name}.key", "-in", $"{name}.pem", .. chain, .. options, "-passout", $"pass:{Password}", "-out", $"{name}.p12"]);
        return System.IO.File.ReadAllBytes(File($"{name}.p12"));
    }

    public byte[] ExportNoKey(string name)
    {
        Run("pkcs12", "-export", "-nokeys", "-in", $"{name}.pem", "-passout", $"pass:{Password}", "-out", "nokey.p12");
        return System.IO.File.ReadAllBytes(File("nokey.p12"));
    }

    /// <summary>Output of <c>openssl …</c>.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var all = output + errors.GetAwaiter().GetResult();
        return process.ExitCode == 0 ? all : throw new InvalidOperationException($"openssl {string.Join(' ', arguments)}: {all}");
    }

    private static string Subject(string name) => $"/C=DE/O=Elsewhere/CN={name}";

    private string Config(string[] extensions)
    {
        var path = File($"{Guid.NewGuid():n}.cnf");
        string[] lines = extensions.Length == 0 ? [BasicConstraints, KeyUsage] : extensions;
        System.IO.File.WriteAllText(path, "[req]\ndistinguished_name=dn\n[dn]\n[ext]\nsubjectKeyIdentifier=hash\n" + string.Join('\n', lines) + "\n");
        return path;
    }
}
