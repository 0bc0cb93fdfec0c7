using System.Globalization;
using System.Numerics;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>When CRLs are made, and which kinds.</summary>
/// <param name="Lifetime">From the making of a full CRL to its nextUpdate.</param>
/// <param name="Overlap">How long before nextUpdate the next one is published.</param>
/// <param name="MinimumInterval">At most one publication per interval, however many revocations.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.crl-policy")]
public sealed record CrlPolicy(
    [property: Id(0)] TimeSpan Lifetime,
    [property: Id(1)] TimeSpan Overlap,
    [property: Id(2)] TimeSpan MinimumInterval)
{
    /// <summary>
    /// How often a delta CRL is published at the least; it is valid for two intervals. Null: no deltas, and each revocation makes a full CRL due. With deltas a
    /// revocation makes the next delta due, and full CRLs keep to their lifetime.
    /// </summary>
    [Id(3)]
    public TimeSpan? DeltaInterval { get; init; }

    /// <summary>How many shards new certificates are spread over; 0 or 1 means none.</summary>
    [Id(4)]
    public int Shards { get; init; }

    /// <summary>The most shards there ever were: certificates name theirs for life, so all of these are published.</summary>
    [Id(5)]
    public int ShardsServed { get; init; }

    /// <summary>Every number is greater: an authority that was imported published so far elsewhere.</summary>
    [Id(6)]
    public long NumberFloor { get; init; }

    /// <summary>How long before its making a CRL's thisUpdate lies, unless it lists something newer; null means <see cref="DefaultBackdate"/>.</summary>
    [Id(7)]
    public TimeSpan? Backdate { get; init; }

    /// <summary>
    /// Added to each number when it is written or shown; decimal, null is 0. Set instead of <see cref="NumberFloor"/> when that is too small for what
    /// was published elsewhere (RFC 5280 §5.2.3: up to 20 octets), so that all that is stored and compared stays a 64-bit number.
    /// </summary>
    [Id(8)]
    public string? NumberOffset { get; init; }

    /// <summary>Enough for clocks that nobody looks after.</summary>
    public static TimeSpan DefaultBackdate => TimeSpan.FromMinutes(5);

    public TimeSpan EffectiveBackdate => Backdate ?? DefaultBackdate;

    /// <summary><see cref="NumberOffset"/>, read.</summary>
    public BigInteger Offset => NumberOffset is null ? BigInteger.Zero : BigInteger.Parse(NumberOffset, NumberStyles.None, CultureInfo.InvariantCulture);

    public bool IsSharded => Shards > 1;
}
