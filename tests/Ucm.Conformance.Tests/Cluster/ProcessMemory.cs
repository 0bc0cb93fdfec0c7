using System.Globalization;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Looks for byte strings in everything a running process may write to, as somebody who took it over would.</summary>
internal static class ProcessMemory
{
    private const int Window = 4 * 1024 * 1024;

    /// <summary>The names of those secrets that are there.</summary>
    public static IReadOnlySet<string> Find(int processId, IReadOnlyDictionary<string, byte[]> secrets)
    {
        var overlap = secrets.Values.Max(static secret => secret.Length);
        var found = new HashSet<string>();
        var buffer = new byte[Window + overlap];
        using var memory = new FileStream($"/proc/{processId}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        foreach (var (from, to) in Regions(processId))
        {
            for (var at = from; at < to; at += Window)
            {
                var part = Read(memory, at, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - at)));
                foreach (var (name, secret) in secrets)
                {
                    if (part.IndexOf(secret) >= 0)
                    {
                        found.Add(name);
                    }
                }
            }
        }

        return found;
    }

    private static IEnumerable<(long From, long To)> Regions(int processId)
    {
        foreach (var line in File.ReadLines($"/proc/{processId}/maps"))
        {
            var parts = line.Split(' ', 3);
            if (parts[1].StartsWith("rw", StringComparison.Ordinal))
            {
                var ends = parts[0].Split('-');
                yield return (long.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), long.Parse(ends[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            }
        }
    }

    /// <summary>A region may go away or have no page behind it while one reads.</summary>
    private static ReadOnlySpan<byte> Read(FileStream memory, long at, Span<byte> buffer)
    {
        try
        {
            memory.Position = at;
            return buffer[..memory.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
