using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Ucm.Grains.Signing;

/// <summary>Reads the master key from its file, or makes it on first start. A file that others may read is refused.</summary>
public static class MasterKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <exception cref="MasterKeyException">The file is readable by others, damaged, or cannot be read or made.</exception>
    public static MasterKey OpenOrCreate(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (!File.Exists(path))
            {
                Create(path);
            }

            return Open(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The master key file {path} cannot be used: {fault.Message}", fault);
        }
    }

    /// <summary>For commands that need the key of an installation that is there already; nothing is made.</summary>
    /// <exception cref="MasterKeyException">There is none, or as for <see cref="OpenOrCreate"/>.</exception>
    public static MasterKey OpenExisting(string path)
    {
        try
        {
            return Open(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The master key file {path} cannot be used: {fault.Message}", fault);
        }
    }

    private static MasterKey Open(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
        {
            throw new MasterKeyException($"The master key file {path} may be read by others; run: chmod 600 {path}");
        }

        // One octet more than the key, so that a longer file is noticed.
        var bytes = GC.AllocateUninitializedArray<byte>(MasterKey.Size + 1, pinned: true);
        try
        {
            return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == MasterKey.Size
                ? new MasterKey(bytes.AsSpan(0, MasterKey.Size))
                : throw new MasterKeyException($"The master key file {path} is damaged: it must hold exactly {MasterKey.Size} octets.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Writes beside, then gives it the name if nobody has it yet, in one step: no crash leaves half a key, and of two processes one wins.</summary>
    private static void Create(string path)
    {
        var beside = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.new";
        WriteNew(beside);
        try
        {
            if (!TryName(beside, path) && !File.Exists(path))
            {
                throw new IOException("the file cannot be given its name.");
            }
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>False when the name is taken: another process's key counts. File.Move looks before it renames on Unix, so two could both succeed there.</summary>
    private static bool TryName(string beside, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            return Link(beside, path) == 0;
        }

        try
        {
            File.Move(beside, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "link", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string existing, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);

    private static void WriteNew(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        var bytes = GC.AllocateUninitializedArray<byte>(MasterKey.Size, pinned: true);
        try
        {
            RandomNumberGenerator.Fill(bytes);
            using var file = new FileStream(path, options);
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
