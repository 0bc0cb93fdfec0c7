using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>What of an issuer goes into, or limits, the certificates it issues.</summary>
/// <param name="NotAfter">Nothing it issues is valid longer.</param>
/// <param name="PathLength">How many authorities may follow below it; null for any number.</param>
/// <param name="NameConstraints">Its own; those of authorities above are in <see cref="InheritedConstraints"/>.</param>
/// <param name="SignatureAlgorithm">AlgorithmIdentifier of its signatures, DER (<see cref="ISigningKey.SignatureAlgorithm"/>).</param>
public sealed record IssuerInfo(
    DistinguishedName Subject,
    byte[] SubjectKeyIdentifier,
    DateTimeOffset NotAfter,
    int? PathLength,
    NameConstraints? NameConstraints,
    byte[] SignatureAlgorithm)
{
    /// <summary>Nothing it issues begins earlier, unless asked.</summary>
    public DateTimeOffset NotBefore { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Name constraints of the authorities above it.</summary>
    public IReadOnlyList<NameConstraints> InheritedConstraints { get; init; } = [];

    /// <summary>Extended key usages that what it issues must keep to: one list for each authority, itself included, whose certificate has the extension.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Purposes { get; init; } = [];

    /// <summary>From an authority's certificate and those above it, nearest first; path length and constraints of all of them count.</summary>
    public static IssuerInfo From(ParsedCertificate certificate, ReadOnlyMemory<byte> signatureAlgorithm, params IReadOnlyList<ParsedCertificate> chain)
    {
        var pathLength = certificate.PathLength;
        for (var i = 0; i < chain.Count; i++)
        {
            // One authority of the path is used up at each step down.
            pathLength = chain[i].PathLength is { } above ? Math.Min(pathLength ?? int.MaxValue, Math.Max(above - i - 1, 0)) : pathLength;
        }

        return new IssuerInfo(
            certificate.Subject,
            certificate.SubjectKeyIdentifier?.ToArray() ?? KeyIdentifiers.Compute(certificate.SubjectPublicKeyInfo),
            certificate.NotAfter,
            pathLength,
            certificate.NameConstraints,
            signatureAlgorithm.ToArray())
        {
            NotBefore = certificate.NotBefore,
            InheritedConstraints = [.. chain.Where(above => above.NameConstraints is not null).Select(above => above.NameConstraints!)],
            Purposes = [.. chain.Prepend(certificate).Select(static one => one.ExtendedKeyUsage).Where(static purposes => purposes.Count > 0)],
        };
    }

    /// <summary>For a root that signs itself with <see cref="BuiltInProfiles.RootCa"/>.</summary>
    public static IssuerInfo SelfSigned(DistinguishedName subject, ISigningKey key) =>
        new(subject, KeyIdentifiers.Compute(key.SubjectPublicKeyInfo), DateTimeOffset.MaxValue, null, null, key.SignatureAlgorithm.ToArray());
}
