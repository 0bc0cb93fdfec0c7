using System.Diagnostics;
using System.Globalization;
using Ucm.Reliability.Targets;

namespace Ucm.Reliability.Chaos;

/// <summary>deploy/local/cluster.sh: the only way in which this program touches a process of the cluster.</summary>
internal sealed class ClusterScript(string script, string directory)
{
    private const int Starts = 6;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="given">--script, or null for the one of the checkout that this program was built in.</param>
    public static ClusterScript Find(string? given, string directory)
    {
        var script = given ?? Search(AppContext.BaseDirectory);
        return File.Exists(script) ? new ClusterScript(Path.GetFullPath(script), directory) : throw new UsageException($"{script} is not there; give --script.");
    }

    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public async Task Run(CancellationToken cancellationToken, params string[] arguments)
    {
        var output = Path.GetTempFileName();
        try
        {
            // A started server inherits the output: a file, because a pipe would stay open as long as the server runs.
            var start = new ProcessStartInfo("sh", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "sh", output, script, .. arguments]);
            start.Environment["UCM_CLUSTER_DIR"] = directory;
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(cancellationToken).WaitAsync(Limit, cancellationToken);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"cluster.sh {string.Join(' ', arguments)} ended with {process.ExitCode}: {await File.ReadAllTextAsync(output, CancellationToken.None)}");
        }
        finally
        {
            File.Delete(output);
        }
    }

    /// <summary>What a supervisor does: a silo that is put out while it starts, because a starved machine let it answer late, ends itself and is started again.</summary>
    /// <param name="tell">Hears of each start that failed.</param>
    /// <exception cref="InvalidOperationException">So did the last.</exception>
    public async Task StartAgain(string name, Func<string, Task> tell, CancellationToken cancellationToken)
    {
        for (var start = 1; ; start++)
        {
            try
            {
                await Run(cancellationToken, ChaosEvent.Restart, name);
                return;
            }
            catch (InvalidOperationException fault) when (start < Starts)
            {
                await tell($"{name} did not come up and is started again: {fault.Message}");
            }
        }
    }

    /// <summary>Whether the process of that name runs; a zombie does not.</summary>
    public bool IsAlive(string name)
    {
        var file = Path.Combine(directory, "pids", name);
        if (!File.Exists(file) || !int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return false;

        try
        {
            var status = File.ReadAllText($"/proc/{pid}/stat");
            return status[(status.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string Search(string start)
    {
        var directory = new DirectoryInfo(start);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "UltimateCA.sln")))
            directory = directory.Parent;

        return Path.Combine(directory?.FullName ?? ".", "deploy", "local", "cluster.sh");
    }
}
