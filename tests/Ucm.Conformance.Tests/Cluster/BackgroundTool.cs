using System.Diagnostics;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Runs a program that leaves servers behind: its output goes to the test's log through a file, because a pipe would stay open as long as they run.</summary>
internal static class BackgroundTool
{
    public static async Task<int> Run(string program, IEnumerable<string> arguments, Dictionary<string, string> environment, TimeSpan limit)
    {
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", output, program, .. arguments]);
            foreach (var (key, value) in environment)
            {
                start.Environment[key] = value;
            }

            using var process = Process.Start(start)!;
            try
            {
                await process.WaitForExitAsync().WaitAsync(limit);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{program} did not end within {limit}:\n{await File.ReadAllTextAsync(output)}");
            }

            TestContext.Current.TestOutputHelper?.WriteLine(await File.ReadAllTextAsync(output));
            return process.ExitCode;
        }
        finally
        {
            File.Delete(output);
        }
    }
}
