using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>Cuts a CRL into parts and stores them, a few at a time on the way, so that neither memory nor the database's one writer is held by the whole.</summary>
internal sealed class CrlPartWriter(ICrlStore store, string build) : IDisposable
{
    /// <summary>Below what the runtime treats as a large object, so that parts die young.</summary>
    public const int PartSize = 64 * 1024;

    private const int OnTheWay = 8;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<Task> writes = new();
    private byte[] part = new byte[PartSize];
    private int used;
    private int parts;
    private long size;

    public async ValueTask Write(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var take = Math.Min(bytes.Length, PartSize - used);
            bytes[..take].CopyTo(part.AsMemory(used));
            used += take;
            bytes = bytes[take..];
            if (used == PartSize)
            {
                await Send(part, cancellationToken);
                part = new byte[PartSize];
            }
        }
    }

    public async ValueTask CopyFrom(Stream stream, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await stream.ReadAsync(part.AsMemory(used), cancellationToken)) > 0)
        {
            used += read;
            if (used == PartSize)
            {
                await Send(part, cancellationToken);
                part = new byte[PartSize];
            }
        }
    }

    /// <summary>All parts are durable when this completes.</summary>
    public async ValueTask<CrlContent> Finish(CancellationToken cancellationToken)
    {
        if (used > 0)
        {
            await Send(part[..used], cancellationToken);
        }

        while (writes.TryDequeue(out var write))
        {
            await write;
        }

        return new CrlContent(build, size, ImmutableCollectionsMarshal.AsImmutableArray(hash.GetHashAndReset()));
    }

    public void Dispose() => hash.Dispose();

    private async ValueTask Send(byte[] content, CancellationToken cancellationToken)
    {
        if (writes.Count == OnTheWay)
        {
            await writes.Dequeue();
        }

        hash.AppendData(content);
        size += content.Length;
        used = 0;
        writes.Enqueue(store.Append(build, parts++, content, cancellationToken));
    }
}
