using System.Text.Json;
using System.Threading.Channels;

namespace Ucm.Reliability.Ledger;

/// <summary>
/// Appends lines to the ledger. Each is flushed to the operating system before the next wait for more, so that a reader, or a crash of this program, misses none that
/// an answer depends on by more than one batch.
/// </summary>
internal sealed class LedgerFile : ILedger, IAsyncDisposable
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();
    private readonly Channel<LedgerEntry> queue = Channel.CreateUnbounded<LedgerEntry>(new UnboundedChannelOptions { SingleReader = true });
    private readonly FileStream file;
    private readonly Task writing;

    public LedgerFile(string path)
    {
        Path = path;
        file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        writing = Task.Run(Write);
    }

    public string Path { get; }

    public void Append(LedgerEntry entry)
    {
        if (!queue.Writer.TryWrite(entry))
            throw new InvalidOperationException("The ledger is closed.");
    }

    public static IEnumerable<LedgerEntry> Read(string path) => File.ReadLines(path)
        .Where(line => line.Length > 0)
        .Select(line => JsonSerializer.Deserialize(line, LedgerJson.Default.LedgerEntry) ?? throw new FormatException("A line of the ledger is empty JSON."));

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writing;
        await file.DisposeAsync();
    }

    private async Task Write()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            while (queue.Reader.TryRead(out var entry))
            {
                await JsonSerializer.SerializeAsync(file, entry, LedgerJson.Default.LedgerEntry);
                await file.WriteAsync(NewLine);
            }

            await file.FlushAsync();
        }
    }
}
