using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Certificates;

/// <summary>Rows of certificates that an authority issued before it was here, so that they have a status and can be revoked. Whatever a row says already stands (law 3).</summary>
internal sealed class TakenOverCertificates(
    ICertificateStore certificates, AuthoritySnapshots snapshots, AuthorityCertificates authorities, IRevocationAnnouncer announcer, TimeProvider clock)
{
    // Stored: forever.
    private const string Profile = "imported";
    private const string SerialProfile = "imported-serial";

    /// <summary>Null when nothing here speaks against the certificate. Refusals: BadPublicKey for a compromised key; Conflict when the issuer knows another of this serial, or revoked it.</summary>
    public async Task<Refusal?> Check(AuthorityId? issuer, ParsedCertificate certificate, PublicKeyInfo key, CancellationToken cancellationToken)
    {
        if (await certificates.IsCompromised([.. key.Sha256()], cancellationToken))
        {
            return Compromised();
        }

        return issuer is { } id && await certificates.Find(KeyOf(id, certificate), cancellationToken) is { } row ? Compare(row, certificate) : null;
    }

    /// <summary>Null when the issuer has a good row of it. Refusals as for <see cref="Check"/>.</summary>
    public async Task<Refusal?> Record(AuthorityId issuer, ParsedCertificate certificate, Caller caller, CancellationToken cancellationToken)
    {
        var intent = IntentOf(issuer, certificate, caller);
        return await Enter(intent, CertificateAudit.TakenOver(intent, caller), cancellationToken) is { Before: { } row } ? Compare(row, certificate) : null;
    }

    /// <summary>As it then stands, revoked if it is now or was before. Refusals: Conflict when the serial is another certificate's; those of a revocation when it could not be made for sure.</summary>
    public async Task<Outcome<RecordedCertificate>> Record(
        AuthorityId issuer, ParsedCertificate certificate, ImportedRevocation? revocation, Caller caller, CancellationToken cancellationToken)
    {
        var intent = IntentOf(issuer, certificate, caller);
        var companion = CertificateAudit.TakenOver(intent, caller);
        if (revocation is null)
        {
            var entry = await Enter(intent, companion, cancellationToken);
            return Recorded(entry, certificate, entry.Before?.Record.Status ?? CertificateStatus.Good);
        }

        return await RecordRevoked(intent, revocation, null, new Taker(caller, certificate), cancellationToken);
    }

    /// <summary>
    /// A serial that was revoked elsewhere, of a certificate that is not here: its row holds no certificate, and is listed until nothing that the
    /// authority issued is valid any more. Refusals: those of a revocation when it could not be made for sure.
    /// </summary>
    public Task<Outcome<RecordedCertificate>> RecordSerial(AuthoritySnapshot authority, RevokedSerial revoked, Caller caller, CancellationToken cancellationToken)
    {
        var key = new CertificateKey(authority.Id, revoked.Serial);
        ImmutableArray<byte> hash = [.. SHA256.HashData(revoked.Serial.ToBytes())];
        var intent = new CertificateIntent(
            key, RequestOf(key), hash, SerialProfile, string.Empty, [], authority.NotBefore, authority.NotAfter, clock.GetUtcNow(), caller.ToString(), [], [])
        {
            IsSerialOnly = true,
        };
        return RecordRevoked(intent, revoked.Revocation, revoked.InvalidityDate, new Taker(caller, null), cancellationToken);
    }

    private async Task<Outcome<RecordedCertificate>> RecordRevoked(
        CertificateIntent intent, ImportedRevocation revocation, DateTimeOffset? invalidityDate, Taker taker, CancellationToken cancellationToken)
    {
        // With the same bounds as any revocation: no receipt later than a silo may give one.
        var beganAt = clock.GetTimestamp();
        if (await snapshots.ConfirmMembership(cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var change = new RevocationChange(intent.Key, revocation.Reason, revocation.RevokedAt, invalidityDate) { RecordedAt = clock.GetUtcNow() };
        var audit = CertificateAudit.RevokedElsewhere(change, taker.Caller);
        var made = await Enter(intent with { Revocation = change }, CertificateAudit.TakenOver(intent, taker.Caller).And(audit), cancellationToken);
        var recorded = Recorded(made, taker.Certificate, CertificateStatus.Revoked);
        if (!recorded.Succeeded)
        {
            return recorded;
        }

        // Else it was recorded before: as good, or as revoked, which stands.
        var result = made.Revocation ?? await certificates.ChangeRevocation(change, audit, cancellationToken);
        if (result.Receipt is { } receipt)
        {
            announcer.Announce(receipt);
            await Stop(intent.Key, taker.Caller, cancellationToken);
            if (clock.GetElapsedTime(beganAt) > CertificateGrain.ChangeLimit)
            {
                return Refusals.Late(CertificateGrain.ChangeLimit);
            }
        }

        return recorded.Value with { Status = result.Current ?? recorded.Value.Status };
    }

    private async Task<Entry> Enter(CertificateIntent intent, CommitCompanion companion, CancellationToken cancellationToken) =>
        await certificates.Reserve(intent, companion, cancellationToken) switch
        {
            Reservation.Made made => new Entry(intent, null, made.Revocation),
            Reservation.RequestKnown known => new Entry(intent, known.Row, null),
            _ => new Entry(
                intent,
                await certificates.Find(intent.Key, cancellationToken) ?? throw new InvalidOperationException($"The certificate {intent.Key.ToId()} was neither recorded nor found."),
                null),
        };

    /// <summary>Should it be an authority's own. When this fails, the reconciler sees to it.</summary>
    private async Task Stop(CertificateKey key, Caller caller, CancellationToken cancellationToken)
    {
        var owner = await authorities.OwnerOf(key, cancellationToken);
        if (owner is { Succeeded: true, Value.Authority: { } authority })
        {
            await authorities.Stop(authority.Id, caller, cancellationToken);
        }
    }

    /// <param name="certificate">Null when only its serial is known.</param>
    private static Outcome<RecordedCertificate> Recorded(Entry entry, ParsedCertificate? certificate, CertificateStatus status) =>
        entry.Before is { } row && certificate is not null && !IsRowOf(row, certificate)
            ? Conflict("is another one than the authority here has under that serial number")
            : new RecordedCertificate(entry.Intent.Key, status, certificate?.NotAfter ?? entry.Before?.Record.NotAfter ?? entry.Intent.NotAfter);

    private CertificateIntent IntentOf(AuthorityId issuer, ParsedCertificate certificate, Caller caller)
    {
        var key = KeyOf(issuer, certificate);
        return new CertificateIntent(
            key,
            RequestOf(key),
            [.. SHA256.HashData(certificate.Der.Span)],
            Profile,
            certificate.Subject.ToString(),
            [.. certificate.Names.Select(static name => new SubjectName(NameKinds.Of(name.Kind), name.Value))],
            certificate.NotBefore,
            certificate.NotAfter,
            clock.GetUtcNow(),
            caller.ToString(),
            [.. SHA256.HashData(certificate.SubjectPublicKeyInfo.Span)],
            ImmutableArray.Create(certificate.Tbs.Span))
        {
            Certificate = ImmutableArray.Create(certificate.Der.Span),
        };
    }

    private static RequestId RequestOf(CertificateKey key) => new($"system:import:{key}");

    private static CertificateKey KeyOf(AuthorityId issuer, ParsedCertificate certificate) => new(issuer, SerialNumber.FromBytes(certificate.SerialNumber.Span));

    private static Refusal? Compare(CertificateRow row, ParsedCertificate certificate) => row.Record.Status switch
    {
        CertificateStatus.Good when IsRowOf(row, certificate) => null,
        CertificateStatus.Good => Conflict("is another one than its issuer has under that serial number"),
        _ => Conflict("was revoked, suspended or never issued, as its issuer here has it"),
    };

    /// <summary>A row without a certificate (reserved, voided) is nobody's; one that only its serial made is the certificate's that has it.</summary>
    private static bool IsRowOf(CertificateRow row, ParsedCertificate certificate) =>
        row.Record.Profile == SerialProfile || row.Record.Der.AsSpan().SequenceEqual(certificate.Der.Span);

    private static Refusal Conflict(string what) => new(RefusalCode.Conflict, $"The certificate {what}.");

    /// <param name="Certificate">Null when only its serial is known.</param>
    private sealed record Taker(Caller Caller, ParsedCertificate? Certificate);

    /// <param name="Before">The row that was there already; null when it was made now.</param>
    /// <param name="Revocation">Of a row that was made revoked.</param>
    private sealed record Entry(CertificateIntent Intent, CertificateRow? Before, RevocationResult? Revocation);

    private static Refusal Compromised() => new(RefusalCode.BadPublicKey, "The public key belongs to a certificate that was revoked for keyCompromise.");
}
