using Ucm.Pki.Keys;

namespace Ucm.Pki.Profiles;

/// <summary>What a certificate is composed from, besides what was asked.</summary>
internal sealed record Composition(CertificateProfile Profile, IssuerInfo Issuer, PublicKeyInfo SubjectKey, RevocationUrls Urls)
{
    public byte[] SubjectKeyIdentifier { get; } = X509.KeyIdentifiers.ComputeFromKey(SubjectKey.Key.Span);
}
