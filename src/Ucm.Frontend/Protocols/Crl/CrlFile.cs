using Microsoft.Win32.SafeHandles;

namespace Ucm.Frontend.Protocols.Crl;

/// <summary>
/// Bytes on disk that many requests read at once. The file has no name any more once it is open, so nothing is left behind whatever happens; it goes when its owner has
/// let go of it and the last reader is done.
/// </summary>
internal sealed class CrlFile : IDisposable
{
    private readonly FileStream file;
    private int holders = 1;

    public CrlFile()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ucm-crl-{Guid.NewGuid():n}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 0, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }
    }

    /// <summary>For the owner to fill, before anybody reads.</summary>
    public Stream Content => file;

    public long Length => file.Length;

    /// <summary>Null when the owner has let go already. The stream is the caller's to dispose.</summary>
    public Stream? TryOpen()
    {
        int now;
        do
        {
            now = Volatile.Read(ref holders);
            if (now == 0)
            {
                return null;
            }
        }
        while (Interlocked.CompareExchange(ref holders, now + 1, now) != now);

        return new Reader(this, file.SafeFileHandle, file.Length);
    }

    /// <summary>By the owner, once: lets go.</summary>
    public void Dispose() => Release();

    private void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
        {
            file.Dispose();
        }
    }

    private sealed class Reader(CrlFile owner, SafeFileHandle handle, long length) : Stream
    {
        private int open = 1;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var read = RandomAccess.Read(handle, buffer, Position);
            Position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        // What was just written comes out of the page cache in microseconds: less than handing the read to another thread.
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromResult(Read(buffer.AsSpan(offset, count)));

        public override long Seek(long offset, SeekOrigin origin) =>
            Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => length + offset };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing && Interlocked.Exchange(ref open, 0) == 1)
            {
                owner.Release();
            }

            base.Dispose(disposing);
        }
    }
}
