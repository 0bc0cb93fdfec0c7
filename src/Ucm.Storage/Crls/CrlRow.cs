using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Crl;

namespace Ucm.Storage.Crls;

/// <summary>One published CRL.</summary>
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
    CrlContent Content);

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
