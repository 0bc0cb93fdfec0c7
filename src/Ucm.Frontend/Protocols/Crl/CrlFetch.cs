using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Protocols.Crl;

/// <summary>Brings a CRL's bytes from the silos to this frontend's disk, part by part, and checks that they are what was published.</summary>
internal static class CrlFetch
{
    private const int OnTheWay = 4;

    /// <summary>A DER header and a signature compress to nothing.</summary>
    private const long WorthCompressing = 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <exception cref="InvalidDataException">What came is not what was published, or is no longer kept.</exception>
    public static async Task<CrlDocument> Fetch(ICrlGrain grain, PublishedCrl crl)
    {
        var content = new CrlFile();
        var compressed = crl.Size >= WorthCompressing ? new CrlFile() : null;
        try
        {
            var hash = await Copy(Parts(grain, crl), content.Content, compressed?.Content);
            if (content.Length != crl.Size || !(crl.Hash.IsDefaultOrEmpty || crl.Hash.AsSpan().SequenceEqual(hash)))
            {
                throw new InvalidDataException($"CRL {crl.Number} did not arrive as it was published.");
            }

            return new CrlDocument(crl, hash, content, compressed);
        }
        catch
        {
            content.Dispose();
            compressed?.Dispose();
            throw;
        }
    }

    private static async Task<byte[]> Copy(IAsyncEnumerable<ImmutableArray<byte>> parts, Stream content, Stream? compressed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var zip = compressed is null ? null : new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        await foreach (var part in parts)
        {
            hash.AppendData(part.AsSpan());
            await content.WriteAsync(part.AsMemory());
            if (zip is not null)
            {
                await zip.WriteAsync(part.AsMemory());
            }
        }

        return hash.GetHashAndReset();
    }

    private static async IAsyncEnumerable<ImmutableArray<byte>> Parts(ICrlGrain grain, PublishedCrl crl)
    {
        if (!crl.Der.IsDefaultOrEmpty)
        {
            yield return crl.Der;
            yield break;
        }

        // A few questions ahead, since each is a round trip.
        var asked = new Queue<Task<Outcome<CrlPart>>>();
        var next = 0;
        for (long received = 0; received < crl.Size;)
        {
            while (asked.Count < OnTheWay && (asked.Count == 0 || received > 0))
            {
                asked.Enqueue(grain.ReadPart(crl.Number, next++, CancellationToken.None));
            }

            var part = await asked.Dequeue().WaitAsync(Timeout);
            if (!part.Succeeded || part.Value.Content.IsEmpty)
            {
                throw new InvalidDataException($"A part of CRL {crl.Number} could not be had.");
            }

            received += part.Value.Content.Length;
            yield return part.Value.Content;
        }
    }
}
