using System.Security.Cryptography;

namespace Ucm.Grains.Crl;

/// <summary>
/// The entries of a CRL that is being built, on disk: its length must be known before its first octet is, and memory must not grow with it. The file has no name any more
/// once it is open, so nothing is left behind whatever happens.
/// </summary>
internal sealed class CrlSpool : IDisposable
{
    private const int BufferSize = 64 * 1024;
    private readonly FileStream file = Open();

    /// <summary>Where entries are written, and read again after <see cref="Rewind"/>.</summary>
    public Stream Stream => file;

    public void Rewind() => file.Position = 0;

    /// <summary>Hashes what was written.</summary>
    public void HashInto(IncrementalHash hash)
    {
        Rewind();
        var buffer = new byte[BufferSize];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }
    }

    public void Dispose() => file.Dispose();

    private static FileStream Open()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ucm-crl-{Guid.NewGuid():n}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 0,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var opened = new FileStream(path, options);
        File.Delete(path);
        return opened;
    }
}
