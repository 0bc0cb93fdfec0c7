using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Storage.Revocations;

/// <summary>The table <c>revocations</c>: an append-only log in commit order. Rows are never deleted before their certificate's expiry plus one CRL.</summary>
public interface IRevocationStore
{
    /// <summary>The highest sequence that is committed with everything below it; 0 when empty.</summary>
    Task<long> LastSequence(CancellationToken cancellationToken);

    /// <summary>Events after a sequence, in order, of every authority, at most <paramref name="take"/>.</summary>
    Task<ImmutableArray<RevocationEvent>> ListSince(long sequence, int take, CancellationToken cancellationToken);

    /// <summary>
    /// The certificates of one authority that a CRL made now must list: revoked, on hold or voided, ascending by serial, not expired before
    /// <paramref name="notExpiredBefore"/>. Streamed.
    /// </summary>
    IAsyncEnumerable<RevokedRow> ListRevoked(AuthorityId authority, DateTimeOffset notExpiredBefore, CancellationToken cancellationToken);
}

/// <summary>One event; <see cref="RevocationReason.RemoveFromCrl"/> means the hold was lifted.</summary>
public sealed record RevocationEvent(
    long Sequence,
    CertificateKey Key,
    RevocationReason Reason,
    DateTimeOffset At,
    DateTimeOffset? InvalidityDate);

/// <summary>One entry for a CRL.</summary>
public sealed record RevokedRow(
    SerialNumber Serial,
    DateTimeOffset RevokedAt,
    RevocationReason Reason,
    DateTimeOffset? InvalidityDate,
    long Sequence,
    DateTimeOffset NotAfter);
