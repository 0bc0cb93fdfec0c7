using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Grains.Acme.Renewal;

/// <summary>One set of certificates that an administrator moved forward.</summary>
internal sealed record RenewalMove(RenewalMoveDocument Document)
{
    private readonly string? requester = Document.Account is { } account ? new Caller(CallerKind.AcmeAccount, account, []).ToString() : null;
    private readonly byte[]? keyHash = Document.KeySha256 is { } hash ? Convert.FromHexString(hash) : null;

    public bool Moves(CertificateRecord certificate) =>
        (Document.IssuedBefore is not { } before || certificate.CreatedAt < before)
        && (Document.Authority is not { } authority || certificate.Key.Authority.Value == authority)
        && (Document.Profile is not { } profile || certificate.Profile == profile)
        && (requester is null || certificate.Requester == requester)
        && (keyHash is null || certificate.PublicKeyHash.AsSpan().SequenceEqual(keyHash))
        && (Document.KeyAlgorithm is not { } algorithm || algorithm == AlgorithmOf(certificate));

    /// <summary>The name of the key's algorithm and size; null for those that have none.</summary>
    internal static string? NameOf(PublicKeyInfo key) => key.Kind switch
    {
        PublicKeyKind.Rsa => $"rsa-{key.Bits}",
        PublicKeyKind.Ec => key.Curve is { } curve ? $"ecdsa-{curve.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()}" : null,
        _ => "ed25519",
    };

    private static string? AlgorithmOf(CertificateRecord certificate) =>
        ParsedCertificate.TryParse(certificate.Der.AsMemory(), out var parsed, out _)
            && PublicKeyInfo.TryParse(parsed.SubjectPublicKeyInfo, out var key, out _)
            ? NameOf(key)
            : null;
}
