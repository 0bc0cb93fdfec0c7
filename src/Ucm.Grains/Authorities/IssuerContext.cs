using System.Collections.Immutable;
using Ucm.Grains.Crl;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities;

/// <summary>One version of an authority, parsed once: what composing, linting and verifying need of the issuer.</summary>
/// <param name="Snapshot">Null for a root that is about to sign itself.</param>
/// <param name="Certificate">Null likewise.</param>
/// <param name="Verifier">Checks this issuer's signatures; kept, since opening a key costs as much as a verification.</param>
/// <param name="Urls">What a certificate of shard n points to, at index n; 0 is the whole authority's.</param>
/// <param name="Chain">What a leaf is handed out with: the issuer first, the root last.</param>
internal sealed record IssuerContext(
    AuthorityId Id,
    AuthoritySnapshot? Snapshot,
    ParsedCertificate? Certificate,
    PublicKeyInfo PublicKey,
    SignatureVerifier Verifier,
    IssuerInfo Info,
    ImmutableArray<RevocationUrls> Urls,
    ImmutableArray<ImmutableArray<byte>> Chain)
{
    /// <summary>Issuer and subject are the same: a root, or an authority that came without its issuer but is one.</summary>
    public bool IsSelfSigned => Certificate is { } own && own.Issuer.Matches(own.Subject);

    /// <summary>Of an authority that has its certificate.</summary>
    public static IssuerContext Of(AuthoritySnapshot snapshot, PublicUrls urls)
    {
        var certificate = ParsedCertificate.Parse(snapshot.Certificate.AsMemory());
        var key = PublicKeyInfo.Parse(certificate.SubjectPublicKeyInfo);
        var above = snapshot.Chain.Select(der => ParsedCertificate.Parse(der.AsMemory())).ToArray();
        var info = IssuerInfo.From(certificate, AuthorityKeys.AlgorithmOf(snapshot.KeyAlgorithm).SignatureAlgorithm(), above);
        return new(snapshot.Id, snapshot, certificate, key, key.OpenVerifier(), info, UrlsOf(snapshot, urls), [snapshot.Certificate, .. snapshot.Chain]);
    }

    /// <summary>Of a root that is about to sign itself.</summary>
    public static IssuerContext OfNewRoot(AuthorityId id, DistinguishedName subject, PublicKeyInfo key, KeyAlgorithm algorithm)
    {
        var identifier = KeyIdentifiers.Compute(key.Der);
        var info = new IssuerInfo(subject, identifier, DateTimeOffset.MaxValue, null, null, algorithm.SignatureAlgorithm().ToArray());
        return new(id, null, null, key, key.OpenVerifier(), info, [RevocationUrls.None], []);
    }

    private static ImmutableArray<RevocationUrls> UrlsOf(AuthoritySnapshot snapshot, PublicUrls urls)
    {
        var own = snapshot.Urls ?? AuthorityUrls.Default;
        var (ocsp, issuers) = (own.Ocsp ?? [$"{urls.Http}/ocsp"], own.Issuers ?? [$"{urls.Http}/ca/{snapshot.Id}.crt"]);
        var common = new RevocationUrls(ocsp[0], null, issuers[0]) { FurtherOcsp = [.. ocsp[1..]], FurtherCaIssuers = [.. issuers[1..]] };
        if (own.Crl is { } crl)
        {
            // There are no shards then. Where the deltas of such a CRL are is not known here; the CRL itself says so (RFC 5280 §5.2.6).
            return [common with { Crl = crl[0], FurtherCrl = [.. crl[1..]] }];
        }

        var shards = snapshot.Crl.IsSharded ? snapshot.Crl.Shards : 0;
        return [.. Enumerable.Range(0, 1 + shards).Select(shard => common.WithCrl(urls, new CrlScope(snapshot.Id, shard), snapshot.Crl))];
    }
}
