using System.Diagnostics;
using Ucm.Grains.Certificates;
using Ucm.Storage;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Faults;

/// <summary>Runs the crash worker until it has killed itself.</summary>
internal static class CrashProcess
{
    private const int Killed = 128 + 9;

    /// <summary>The id of the certificate that was acknowledged before.</summary>
    public static async Task<string> Run(string folder, StorageOptions? storage, IssuanceStep step, string request, byte[] csr)
    {
        FastRun.MayNotStart("a process to crash");
        var program = Path.Combine(AppContext.BaseDirectory, "Ucm.Grains.CrashWorker.dll");
        string[] database = storage is null ? [] : [storage.ConnectionString];
        var start = new ProcessStartInfo("dotnet", [program, folder, step.ToString(), request, Convert.ToBase64String(csr), .. database])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(Killed, output + await errors);
        return output.Split('\n').Single(line => line.StartsWith("issued ", StringComparison.Ordinal))["issued ".Length..].Trim();
    }
}
