namespace Ucm.Grains.Identity.External;

/// <summary>A secret in a file of its own, read again for each use, so that a new one needs no restart.</summary>
internal static class SecretFile
{
    private const int MaxOctets = 8 * 1024;

    /// <summary>The text without the end of its line.</summary>
    /// <exception cref="IOException">It cannot be read, is empty, or is too large.</exception>
    public static string Read(string path)
    {
        var text = new FileInfo(path).Length <= MaxOctets
            ? File.ReadAllText(path).TrimEnd('\r', '\n')
            : throw new IOException($"{path} is too large for a secret.");
        return text.Length > 0 ? text : throw new IOException($"{path} is empty.");
    }

    /// <summary>Why it cannot be read; null when it can.</summary>
    public static string? FindFault(string path)
    {
        try
        {
            Read(path);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return fault.Message;
        }
    }
}
