using System.Runtime.InteropServices;

namespace Ucm.Silo.Cluster;

/// <summary>
/// What a silo does that may not go on, most often because the others have put it out: it says so in one line and is gone at once, without a turn more for any grain.
/// Orleans would abort it, and a memory dump of a silo holds the keys of authorities.
/// </summary>
internal sealed class AbruptEnd : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        // Not by way of the log, whose queue nobody would empty any more.
        Console.Error.WriteLine($"UltimateCA cannot go on: {context} {exception?.Message} It ends with exit code {DatabaseWatch.ExitCode}, to be started again.");
        if (OperatingSystem.IsWindows())
        {
            Environment.FailFast(context);
        }

        Exit(DatabaseWatch.ExitCode);
    }

    /// <summary>Without the handlers that Environment.Exit waits for.</summary>
    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Exit(int status);
}
