using System.Collections.Immutable;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>The bytes of a published CRL as a stream that holds one part at a time.</summary>
internal sealed class CrlPartStream(ICrlStore store, CrlContent content) : Stream
{
    private ImmutableArray<byte> part = [];
    private int used;
    private int parts;
    private long position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => content.Size;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position == content.Size)
        {
            return 0;
        }

        if (used == part.Length)
        {
            part = await store.ReadPart(content.Build, parts++, cancellationToken) ?? throw new InvalidDataException($"Part {parts - 1} of the CRL {content.Build} is missing.");
            used = 0;
        }

        var take = Math.Min(buffer.Length, part.Length - used);
        part.AsMemory().Slice(used, take).CopyTo(buffer);
        used += take;
        position += take;
        return take;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Parts are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
