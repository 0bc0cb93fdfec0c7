using System.Runtime.InteropServices;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Crl;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;
using Ucm.Storage.Commits;
using Ucm.Storage.Crls;
using Ucm.Storage.Revocations;

namespace Ucm.Grains.Crl;

/// <summary>Builds, checks, signs and stores one full CRL. The unique number decides between two publishers; the loser takes the winner's.</summary>
internal sealed class CrlPublisher(IGrainFactory grains, IRevocationStore revocations, ICrlStore crls, CrlContinuity continuity, TimeProvider clock)
{
    public const string NoShard = "";

    public async Task<Outcome<CrlRow>> Publish(AuthoritySnapshot authority, CancellationToken cancellationToken)
    {
        var previous = await crls.Latest(authority.Id, NoShard, CrlKind.Full, cancellationToken);
        var number = await crls.LastNumber(authority.Id, NoShard, cancellationToken) + 1;
        var certificate = ParsedCertificate.Parse(authority.Certificate.AsMemory());
        var now = clock.GetUtcNow();

        // Before the rows, so that a revocation in between is listed but counted as missing: one CRL too many, never one too few.
        var sequence = await revocations.LastSequence(cancellationToken);
        var keepFrom = KeepFrom(previous, authority.Crl, now);
        var entries = await Collect(authority.Id, keepFrom, cancellationToken);
        if (previous is not null && await continuity.FindLost(previous, entries, keepFrom, cancellationToken) is { } lost)
        {
            return new Refusal(RefusalCode.Conflict, $"CRL {number} of {authority.Id} is not published: serial {lost} would vanish from it without cause.");
        }

        var key = PublicKeyInfo.Parse(certificate.SubjectPublicKeyInfo);
        var algorithm = CrlAlgorithms.For(authority.KeyAlgorithm);
        var header = new CrlHeader(certificate.Subject.Der, certificate.SubjectKeyIdentifier ?? KeyIdentifiers.Compute(certificate.SubjectPublicKeyInfo), algorithm, now, now + authority.Crl.Lifetime, number);
        var toBeSigned = CrlEncoder.EncodeToBeSigned(header, entries);
        var signed = await grains.Signer(authority.Id).Sign(new SignCommand(ImmutableCollectionsMarshal.AsImmutableArray(toBeSigned), SigningPurpose.Crl), cancellationToken);
        if (!signed.Succeeded)
        {
            return signed.Refusal;
        }

        if (!signed.Value.Algorithm.AsSpan().SequenceEqual(algorithm.Span) || !key.Verify(toBeSigned, signed.Value.Signature.AsSpan(), algorithm.Span))
        {
            throw new InvalidOperationException($"The signature of CRL {number} of {authority.Id} does not verify.");
        }

        var der = CrlEncoder.Assemble(toBeSigned, algorithm.Span, signed.Value.Signature.AsSpan());
        var row = new CrlRow(authority.Id, NoShard, number, CrlKind.Full, null, sequence, entries.Count, now, header.NextUpdate, ImmutableCollectionsMarshal.AsImmutableArray(der));
        var audit = new AuditEntry(now, Caller.System("crl").ToString(), null, "crl.publish", $"authority:{authority.Id}", $$"""{"number":{{number}},"entries":{{entries.Count}}}""");
        return await crls.Publish(row, CommitCompanion.Of(audit), cancellationToken)
            ? row
            : (await crls.Latest(authority.Id, NoShard, CrlKind.Full, cancellationToken))!;
    }

    /// <summary>
    /// An entry stays until one regularly scheduled CRL after the certificate's expiry has listed it (RFC 5280 §3.3); those made on demand in between do not count.
    /// </summary>
    private static DateTimeOffset KeepFrom(CrlRow? previous, CrlPolicy policy, DateTimeOffset now)
    {
        if (previous is null)
        {
            return DateTimeOffset.UnixEpoch;
        }

        var regular = now - policy.Lifetime;
        return previous.ThisUpdate < regular ? previous.ThisUpdate : regular;
    }

    private async Task<CrlEntries> Collect(AuthorityId authority, DateTimeOffset keepFrom, CancellationToken cancellationToken)
    {
        var entries = new CrlEntries();
        await foreach (var row in revocations.ListRevoked(authority, keepFrom, cancellationToken))
        {
            entries.Add(new CrlEntry(row.Serial.ToBytes(), row.RevokedAt, (int)row.Reason, row.InvalidityDate));
        }

        return entries;
    }
}
