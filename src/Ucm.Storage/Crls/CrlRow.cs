using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using Ucm.Grains.Interfaces.Crl;

namespace Ucm.Storage.Crls;

/// <summary>One published CRL.</summary>
/// <param name="Number">Its place among the CRLs of the scope; <see cref="PrintedNumber"/> stands in the CRL.</param>
/// <param name="BaseNumber">For a delta, the number of the full CRL it refers to.</param>
/// <param name="Sequence">The revocation sequence it is current to.</param>
/// <param name="Content">Where its bytes are.</param>
public sealed record CrlRow(
    CrlScope Scope,
    long Number,
    CrlKind Kind,
    long? BaseNumber,
    long Sequence,
    long Entries,
    DateTimeOffset ThisUpdate,
    DateTimeOffset NextUpdate,
    CrlContent Content)
{
    /// <summary>The same for all CRLs of an authority: what <see cref="Number"/> is counted from.</summary>
    public BigInteger NumberOffset { get; init; }

    /// <summary><see cref="NumberOffset"/> in decimal; null when it is 0.</summary>
    public string? OffsetText => NumberOffset.IsZero ? null : NumberOffset.ToString(CultureInfo.InvariantCulture);

    /// <summary>CRLNumber (RFC 5280 §5.2.3).</summary>
    public BigInteger PrintedNumber => NumberOffset + Number;

    /// <summary>When it was made; null for one of an earlier release, whose <see cref="ThisUpdate"/> says it.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset PublishedAt => MadeAt ?? ThisUpdate;

    /// <summary>For a full CRL, whether it names where the delta CRL is (freshestCRL): only such a one can be a delta's base.</summary>
    public bool NamesDelta { get; init; } = true;

    /// <summary>Not stored. The scope's last number when this one was planned: another publication since then makes it fail. Null does not care.</summary>
    public long? Follows { get; init; }
}

/// <summary>The bytes of a CRL, by reference.</summary>
/// <param name="Size">Octets.</param>
/// <param name="Hash">SHA-256; empty for one that was published before hashes were kept.</param>
public sealed record CrlContent(string Build, long Size, ImmutableArray<byte> Hash);

// Stored: numbers are forever.
public enum CrlKind
{
    Full = 1,
    Delta = 2,
}
