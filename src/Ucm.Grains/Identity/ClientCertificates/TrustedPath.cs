using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Pki.X509;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>A client's certificate that leads to a trusted authority.</summary>
/// <param name="Certificates">The client's first, the trust anchor last.</param>
/// <param name="Own">For a certificate of ours: it and its issuers, as far as their issuers are here. Empty for a certificate of another authority.</param>
internal sealed record TrustedPath(IReadOnlyList<ParsedCertificate> Certificates, IReadOnlyList<CertificateKey> Own)
{
    public ParsedCertificate Client => Certificates[0];

    public SessionCertificate ToSession(bool mayAdminister) => new(
        Fingerprint(Client),
        Client.NotAfter,
        mayAdminister,
        [.. Own],
        Own.Count > 0 ? [] : [.. Certificates.Select(static certificate => certificate.Der.ToArray().ToImmutableArray())]);

    /// <summary>
    /// The user whom a rule with roles makes. Its subject is the certificate's subject and issuer, so that a renewed certificate is the same user's.
    /// </summary>
    public ProvisionUserCommand ToUser(CertificateRule rule, string? address) => new(
        "mtls",
        Convert.ToHexStringLower(SHA256.HashData([.. Client.Issuer.Der.Span, .. Client.Subject.Der.Span])),
        Client.Subject.CommonName,
        Client.Names.FirstOrDefault(static name => name.Kind == GeneralNameKind.Email)?.Value,
        rule.Roles,
        [],
        address);

    public static string Fingerprint(ParsedCertificate certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.Der.Span));
}
