using Ucm.Frontend.Hosting;

namespace Ucm.Silo.Hosting;

/// <summary>The directory of a standalone installation: made with mode 0700, proved writable, and held by one process at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    public const string MasterKeyName = "master.key";

    private readonly FileStream held;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    public string Path { get; }

    public string DatabaseFile => File("ucm.db");

    public string MasterKeyFile => File(MasterKeyName);

    public string InitialPasswordFile => File("initial-admin-password");

    public string RootCertificateFile => File("root.pem");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <exception cref="StartupException">It cannot be made or written, or another process holds it.</exception>
    public static DataDirectory Open(string configured)
    {
        var path = System.IO.Path.GetFullPath(configured);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"the data directory '{path}' cannot be made: {fault.Message}", fault);
        }

        var lockFile = System.IO.Path.Combine(path, "lock");
        try
        {
            return new DataDirectory(path, new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new StartupException($"the data directory '{path}' is not writable by this user.", fault);
        }
        catch (IOException fault)
        {
            var held = System.IO.File.Exists(lockFile);
            throw new StartupException(
                held ? $"the data directory '{path}' is in use by another UltimateCA process." : $"the data directory '{path}' is not writable: {fault.Message}",
                fault);
        }
    }

    public void Dispose() => held.Dispose();
}
