using System.Diagnostics;

namespace Ucm.Pki.Tests.Ocsp;

/// <summary>Runs an independent reader over standard input.</summary>
internal static class Reader
{
    public static string Run(string program, string[] arguments, byte[] input)
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, input);
        try
        {
            var start = new ProcessStartInfo(program, arguments.Select(one => one == "-" ? path : one)) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text + error.GetAwaiter().GetResult();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
