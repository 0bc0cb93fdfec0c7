using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;

namespace Ucm.Storage.Revocations;

/// <summary>The table <c>revocations</c>: an append-only log in commit order. Rows are never deleted before their certificate's expiry plus one CRL.</summary>
public interface IRevocationStore
{
    /// <summary>The highest sequence that is committed with everything below it; 0 when empty.</summary>
    Task<long> LastSequence(CancellationToken cancellationToken);

    /// <summary>The newest event after a sequence that concerns a scope; the given sequence when there is none.</summary>
    Task<long> LastSequence(CrlScope scope, long since, CancellationToken cancellationToken);

    /// <summary>Events after a sequence, in order, of every authority, at most <paramref name="take"/>.</summary>
    Task<ImmutableArray<RevocationEvent>> ListSince(long sequence, int take, CancellationToken cancellationToken);

    /// <summary>The certificates that a full CRL made now must list: revoked, on hold or voided, ascending by serial octet by octet. Streamed, out of one snapshot.</summary>
    IAsyncEnumerable<RevokedRow> ListRevoked(RevokedQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// The certificates of a scope with an event after a sequence, ascending as <see cref="ListRevoked"/>, as they stand now: revoked, or good again
    /// (<see cref="RevocationReason.RemoveFromCrl"/>). What a delta CRL lists. Streamed, out of one snapshot.
    /// </summary>
    IAsyncEnumerable<RevokedRow> ListChanged(CrlScope scope, long since, CancellationToken cancellationToken);
}

/// <summary>What stands on a full CRL.</summary>
/// <param name="NotExpiredBefore">Certificates that expired before are left out…</param>
/// <param name="OrRevokedAfter">…unless they were revoked after this sequence, and so have been on no full CRL yet (RFC 5280 §5.2.4).</param>
public sealed record RevokedQuery(CrlScope Scope, DateTimeOffset NotExpiredBefore, long OrRevokedAfter = long.MaxValue);

/// <summary>One event; <see cref="RevocationReason.RemoveFromCrl"/> means the hold was lifted.</summary>
public sealed record RevocationEvent(
    long Sequence,
    CertificateKey Key,
    RevocationReason Reason,
    DateTimeOffset At,
    DateTimeOffset? InvalidityDate);

/// <summary>One entry for a CRL.</summary>
/// <param name="Serial">Unsigned big-endian, without leading zero octets; not to be changed.</param>
public readonly record struct RevokedRow(ReadOnlyMemory<byte> Serial, DateTimeOffset RevokedAt, RevocationReason Reason, DateTimeOffset? InvalidityDate);
