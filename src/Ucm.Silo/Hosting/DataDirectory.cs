using Ucm.Frontend.Hosting;

namespace Ucm.Silo.Hosting;

/// <summary>The directory of a standalone installation: made with mode 0700, proved writable by us and by nobody else, and held by one process at a time.</summary>
internal sealed class DataDirectory : IDisposable
{
    public const string MasterKeyName = "master.key";

    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const UnixFileMode Others = OthersWrite | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly FileStream held;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        this.held = held;
        Exposure = Allows(path, Others) ? $"Other users may look into the data directory '{path}', which holds the database; run: chmod 700 {path}" : null;
    }

    public string Path { get; }

    /// <summary>What the operator should know of its mode; null when nobody else gets in.</summary>
    public string? Exposure { get; }

    public string DatabaseFile => File("ucm.db");

    public string MasterKeyFile => File(MasterKeyName);

    public string InitialPasswordFile => File("initial-admin-password");

    public string RootCertificateFile => File("root.pem");

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <exception cref="StartupException">It cannot be made or written, others may write it, or another process holds it.</exception>
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

        if (Allows(path, OthersWrite))
        {
            throw new StartupException($"other users may write the data directory '{path}': they could put a database and a password of their own in it; run: chmod 700 {path}");
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

    private static bool Allows(string path, UnixFileMode what) => !OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(path) & what) != 0;
}
