using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Ucm.Grains.Interfaces.Ocsp;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>A signed response with its headers, all made once (RFC 5019 §6.2).</summary>
internal sealed class OcspCacheEntry
{
    /// <summary>Caches on the way may hold an answer this long; it bounds how late a revocation can look from behind them.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(15);

    /// <summary>Objects and headers beside the two arrays, the places in the cache's dictionary and queue included: measured (OcspServerTests), rounded up.</summary>
    private const int Overhead = 900;
    private readonly TimeSpan maxAge;
    private int refreshing;

    public OcspCacheEntry(byte[] certId, OcspAnswer answer)
    {
        CertId = certId;
        Body = ImmutableCollectionsMarshal.AsArray(answer.Der)!;
        NextUpdate = answer.NextUpdate;
        RefreshAt = answer.RefreshAt;
        Cacheable = answer.Known;
        if (!Cacheable)
        {
            CacheControl = OcspHeaders.NoStore;
            return;
        }

        var life = answer.NextUpdate - (answer.ProducedAt ?? answer.ThisUpdate);
        maxAge = life / 4 < MaxAge ? life / 4 : MaxAge;
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Body).AsSpan(0, 16))}\"";
        LastModified = answer.ThisUpdate.ToString("R", CultureInfo.InvariantCulture);
        Expires = answer.NextUpdate.ToString("R", CultureInfo.InvariantCulture);
        CacheControl = OcspHeaders.CacheFor(maxAge);
    }

    public byte[] CertId { get; }

    public byte[] Body { get; }

    /// <summary>Octets of memory.</summary>
    public int Size => CertId.Length + Body.Length + Overhead;

    public DateTimeOffset NextUpdate { get; }

    public DateTimeOffset RefreshAt { get; }

    /// <summary>It knows of the certificate's events up to this sequence; negative when that is not known.</summary>
    public long KnownTo { get; init; } = -1;

    /// <summary>False for a serial never issued (it may be issued in a moment) and for what was signed for one client: then there are no validators.</summary>
    public bool Cacheable { get; }

    public StringValues ETag { get; }

    public StringValues LastModified { get; }

    public StringValues Expires { get; }

    public StringValues CacheControl { get; }

    /// <summary>Set by each hit, taken away by the clock hand of the cache.</summary>
    public bool Recent { get; set; }

    /// <summary>True for one caller only.</summary>
    public bool BeginRefresh() => Interlocked.Exchange(ref refreshing, 1) == 0;

    public void EndRefresh() => Volatile.Write(ref refreshing, 0);

    /// <summary>max-age as of now: near nextUpdate, when no newer answer is to be had, it shrinks with what is left.</summary>
    public StringValues CacheControlAt(DateTimeOffset now) => !Cacheable || now + maxAge <= NextUpdate ? CacheControl : OcspHeaders.CacheFor(NextUpdate - now);
}
