using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Crls;

/// <summary>The table <c>crls</c>. (authority, shard, number) is unique: two publishers cannot both publish one number.</summary>
public interface ICrlStore
{
    /// <summary>The row with the highest number of that kind; null when there is none. The number is shared by full and delta CRLs (RFC 5280 §5.2.3).</summary>
    Task<CrlRow?> Latest(AuthorityId authority, string shard, CrlKind kind, CancellationToken cancellationToken);

    /// <summary>The highest number ever used, 0 when none.</summary>
    Task<long> LastNumber(AuthorityId authority, string shard, CancellationToken cancellationToken);

    /// <summary>False when the number, or a higher one, is taken: another publisher won.</summary>
    Task<bool> Publish(CrlRow row, CommitCompanion companion, CancellationToken cancellationToken);
}

/// <summary>One published CRL.</summary>
/// <param name="Shard">Empty for a CRL that is not sharded.</param>
/// <param name="BaseNumber">For a delta, the number of the full CRL it refers to.</param>
/// <param name="Sequence">The revocation sequence it is current to.</param>
public sealed record CrlRow(
    AuthorityId Authority,
    string Shard,
    long Number,
    CrlKind Kind,
    long? BaseNumber,
    long Sequence,
    long Entries,
    DateTimeOffset ThisUpdate,
    DateTimeOffset NextUpdate,
    ImmutableArray<byte> Der);

// Stored: numbers are forever.
public enum CrlKind
{
    Full = 1,
    Delta = 2,
}
