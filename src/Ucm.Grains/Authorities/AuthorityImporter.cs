using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Pki;
using Ucm.Pki.Authorities;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities;

/// <summary>Opens and checks what is to be imported, and keeps its key. The file is opened here and nowhere else (docs/decisions/0012).</summary>
internal sealed class AuthorityImporter(
    AuthoritySnapshots snapshots, KeyVault vault, KeyPolicy keyPolicy, TakenOverCertificates takenOver, AuthorityRehearsal rehearsal, TimeProvider clock)
{
    /// <summary>Writes nothing. Refusals: Malformed, BadPublicKey, PolicyViolation, Conflict. The caller disposes the candidate.</summary>
    public async Task<Outcome<AuthorityCandidate>> Read(AuthorityId id, ImportAuthorityCommand command, CancellationToken cancellationToken)
    {
        // Deriving keys from the password takes up to seconds: never on a grain's turn.
        var opened = await Task.Run(() => Open(command), cancellationToken);
        if (!opened.Succeeded)
        {
            return opened.Refusal;
        }

        var file = opened.Value;
        var candidate = await Check(id, file, command, cancellationToken);
        if (!candidate.Succeeded)
        {
            file.Dispose();
        }

        return candidate;
    }

    public async Task<bool> HasAnotherKey(AuthorityId id, AuthorityCandidate candidate, CancellationToken cancellationToken) =>
        await vault.FindPublicKey(AuthorityKeys.IdOf(id), cancellationToken) is { } held && !held.AsSpan().SequenceEqual(candidate.File.PublicKey.Der.Span);

    /// <summary>Null when the key is in the vault and the issuer here, if there is one, knows the certificate. Refusals: Conflict, BadPublicKey.</summary>
    public async Task<Refusal?> Keep(AuthorityId id, AuthorityCandidate candidate, Caller caller, CancellationToken cancellationToken)
    {
        var request = new VaultKeyRequest(AuthorityKeys.IdOf(id), AuthorityKeys.Purpose, candidate.File.Key.Algorithm);
        var companion = AuthorityAudit.KeyImported(id, candidate, caller, clock.GetUtcNow());
        if (await vault.Keep(request, candidate.File.Key, companion, cancellationToken) is null)
        {
            return KeyIsTaken();
        }

        return candidate.Issuer is { } issuer ? await takenOver.Record(issuer.Id, candidate.Certificate, caller, cancellationToken) : null;
    }

    private static Outcome<AuthorityFile> Open(ImportAuthorityCommand command) => command is { Key: { } key, Certificates: { } certificates }
        ? AuthorityPem.Open(certificates, key.Value, command.Password.Value)
        : AuthorityFile.TryOpen(command.Pkcs12.AsMemory(), command.Password.Value, out var file, out var fault) ? file : ToRefusal(fault);

    private async Task<Outcome<AuthorityCandidate>> Check(AuthorityId id, AuthorityFile file, ImportAuthorityCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if ((AuthorityCertificateRules.Check(file.Certificate, now) ?? keyPolicy.Check(file.PublicKey)) is { } fault)
        {
            return ToRefusal(fault);
        }

        var issuer = await FindIssuer(file.Certificate, command.Issuer, cancellationToken);
        if (issuer.Refusal is { } noIssuer)
        {
            return noIssuer;
        }

        IEnumerable<ParsedCertificate> ours = issuer.Found is { } found ? found.Chain.Prepend(found.Certificate).Select(static der => ParsedCertificate.Parse(der.AsMemory())) : [];
        if (!IssuerPath.TryBuild(file.Certificate, [.. ours, .. file.Others], now, out var path, out fault))
        {
            return ToRefusal(fault);
        }

        if (file.Others.FirstOrDefault(other => !Belongs(other, path, file)) is { } stray)
        {
            return new Refusal(RefusalCode.PolicyViolation, $"The file holds the certificate of {stray.Subject}, which is not among the authority's issuers.");
        }

        var floor = CrlNumberFloor.Of(command, file.PublicKey);
        if (!floor.Succeeded)
        {
            return floor.Refusal;
        }

        var candidate = new AuthorityCandidate(file, issuer.Found, path, floor.Value);
        return await CheckHistory(id, file, issuer.Found, cancellationToken) is { } refusal
            ? refusal
            : await rehearsal.Try(id, candidate, cancellationToken) is { } unable ? unable : candidate;
    }

    /// <summary>An issuer of the path in one of its certificates, or the issuer of a certificate that the authority had before.</summary>
    private static bool Belongs(ParsedCertificate other, IReadOnlyList<ParsedCertificate> path, AuthorityFile file) =>
        path.Any(one => one.SubjectPublicKeyInfo.Span.SequenceEqual(other.SubjectPublicKeyInfo.Span))
            || file.Earlier.Any(earlier => IssuerPath.IsIssuer(other, earlier));

    /// <summary>What is known here of the key and of the certificate.</summary>
    private async Task<Refusal?> CheckHistory(AuthorityId id, AuthorityFile file, AuthoritySnapshot? issuer, CancellationToken cancellationToken)
    {
        if (await vault.FindAuthority(file.PublicKey.Der, cancellationToken) is { } holder && holder != AuthorityKeys.IdOf(id))
        {
            return KeyIsTaken();
        }

        return await takenOver.Check(issuer?.Id, file.Certificate, file.PublicKey, cancellationToken);
    }

    private async Task<(AuthoritySnapshot? Found, Refusal? Refusal)> FindIssuer(ParsedCertificate certificate, AuthorityId? named, CancellationToken cancellationToken)
    {
        // Another silo may have made the issuer a moment ago.
        snapshots.Invalidate();
        var catalog = await snapshots.List(cancellationToken);
        var issuers = catalog.Authorities.Where(authority => named is null || authority.Id == named).Where(authority => IsIssuer(authority, certificate));
        var found = IssuerPath.IsRoot(certificate) ? null : issuers.FirstOrDefault();
        return named is null || found is not null
            ? (found, null)
            : (null, new Refusal(RefusalCode.PolicyViolation, $"The authority {named} did not issue the certificate."));
    }

    private static bool IsIssuer(AuthoritySnapshot authority, ParsedCertificate certificate) =>
        IssuerPath.IsIssuer(ParsedCertificate.Parse(authority.Certificate.AsMemory()), certificate);

    private static Refusal KeyIsTaken() => new(RefusalCode.Conflict, "The key belongs to another authority here, or this authority has another key.");

    private static Refusal ToRefusal(PkiFault fault) => AuthorityPem.ToRefusal(fault);
}
