using System.Numerics;
using Ucm.Pki.Crl;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl.Publication;

/// <summary>A directory that a web server serves. The file is written beside its place, flushed to the disk, and renamed into it, unless a newer CRL is there.</summary>
internal sealed class DirectoryDestination(string directory) : ICrlDestination
{
    private const UnixFileMode ReadableByAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string Name => "directory";

    public async Task Put(CrlRow row, Stream content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, row.Scope.Path(row.Kind == CrlKind.Delta));
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = $"{path}.{Guid.NewGuid():n}.tmp";
        try
        {
            await Write(beside, content, cancellationToken);
            if (NumberAt(path) is not { } present || present < row.PrintedNumber)
            {
                File.Move(beside, path, overwrite: true);
            }
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Null when there is no file, or none that has a number.</summary>
    private static BigInteger? NumberAt(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return CrlNumbers.Read(file);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task Write(string path, Stream content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ReadableByAll;
        }

        await using var file = new FileStream(path, options);
        await content.CopyToAsync(file, cancellationToken);
        file.Flush(flushToDisk: true);
    }
}
