using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ucm.Pki.Asn1;
using Ucm.Pki.Keys;
using Ucm.Pki.Pkcs12;
using Ucm.Pki.X509;

namespace Ucm.Pki.Authorities;

/// <summary>An authority that was made elsewhere, as its PKCS#12 file has it. Owns the key.</summary>
public sealed class AuthorityFile : IDisposable
{
    private AuthorityFile(ISigningKey key, PublicKeyInfo publicKey, List<ParsedCertificate> own, IReadOnlyList<ParsedCertificate> others) =>
        (Key, PublicKey, Certificate, Earlier, Others) = (key, publicKey, own[0], own[1..], others);

    public ISigningKey Key { get; }

    /// <summary>Of <see cref="Key"/> and <see cref="Certificate"/> alike: it was tried.</summary>
    public PublicKeyInfo PublicKey { get; }

    /// <summary>Of several certificates of the key the one that ends last: the others are those that it took the place of.</summary>
    public ParsedCertificate Certificate { get; }

    /// <summary>The other certificates of the key, the one that ends last first.</summary>
    public IReadOnlyList<ParsedCertificate> Earlier { get; }

    /// <summary>The certificates of other keys, in the file's order, each once.</summary>
    public IReadOnlyList<ParsedCertificate> Others { get; }

    /// <summary>Faults: Malformed; UnsupportedKey for a key that authorities here do not sign with. What may be an authority is <see cref="AuthorityCertificateRules"/>' to say.</summary>
    public static bool TryOpen(ReadOnlyMemory<byte> pkcs12, string password, [NotNullWhen(true)] out AuthorityFile? file, [NotNullWhen(false)] out PkiFault? fault)
    {
        file = null;
        if (!Pkcs12Contents.TryRead(pkcs12, password, out var contents, out fault))
        {
            return false;
        }

        using (contents)
        {
            return Decoding.TryDecode("PKCS#12 file", pkcs12, _ => Open(contents.Keys, contents.Certificates, "PKCS#12 file"), out file, out fault);
        }
    }

    /// <summary>As <see cref="TryOpen"/>, of a key and certificates that came each by themselves. The caller zeroes <paramref name="pkcs8"/>.</summary>
    public static bool TryCombine(
        byte[] pkcs8, IReadOnlyList<ReadOnlyMemory<byte>> certificates, [NotNullWhen(true)] out AuthorityFile? file, [NotNullWhen(false)] out PkiFault? fault) =>
        Decoding.TryDecode("list of certificates", default, _ => Open([pkcs8], certificates, "list"), out file, out fault);

    public void Dispose() => Key.Dispose();

    private static AuthorityFile Open(IReadOnlyList<byte[]> keys, IEnumerable<ReadOnlyMemory<byte>> der, string what)
    {
        if (keys is not [var pkcs8])
        {
            throw Refuse($"The {what} must hold exactly one private key; it holds {keys.Count}.");
        }

        var certificates = der.Select(Parse).DistinctBy(static certificate => Convert.ToBase64String(certificate.Der.Span)).ToList();
        var key = Import(pkcs8);
        try
        {
            var (own, others) = Divide(certificates, key, what);
            return new AuthorityFile(key, Prove(key, own[0]), own, others);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static (List<ParsedCertificate> Own, List<ParsedCertificate> Others) Divide(List<ParsedCertificate> certificates, ISigningKey key, string what)
    {
        var byKey = certificates.ToLookup(certificate => certificate.SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo.Span));
        var own = byKey[true].OrderByDescending(static certificate => certificate.NotAfter).ThenByDescending(static certificate => certificate.NotBefore).ToList();
        if (own.Count == 0)
        {
            throw Refuse($"The {what} holds no certificate of its private key.");
        }

        return own.Find(certificate => !certificate.Subject.Matches(own[0].Subject)) is { } other
            ? throw Refuse($"The {what} holds certificates of its private key for two subjects, {own[0].Subject} and {other.Subject}: leave those of one away.")
            : (own, [.. byKey[false]]);
    }

    private static ParsedCertificate Parse(ReadOnlyMemory<byte> der) =>
        ParsedCertificate.TryParse(der, out var certificate, out var fault) ? certificate : throw new PkiFaultException(fault);

    private static ISigningKey Import(byte[] pkcs8)
    {
        try
        {
            return SigningKeys.Import(pkcs8);
        }
        catch (CryptographicException)
        {
            throw new PkiFaultException(
                PkiFaultKind.UnsupportedKey, "The private key must be RSA of 2048, 3072 or 4096 bits, P-256, P-384, P-521 or Ed25519, in a form that can be used.");
        }
    }

    /// <summary>A file may say one public key and hold the private part of another, or a damaged one: only a signature tells.</summary>
    private static PublicKeyInfo Prove(ISigningKey key, ParsedCertificate certificate)
    {
        if (!PublicKeyInfo.TryParse(certificate.SubjectPublicKeyInfo, out var publicKey, out var fault))
        {
            throw new PkiFaultException(fault);
        }

        var challenge = RandomNumberGenerator.GetBytes(32);
        return publicKey.Verify(challenge, key.Sign(challenge), key.SignatureAlgorithm.Span)
            ? publicKey
            : throw Refuse("The private key does not belong to the certificate.");
    }

    private static PkiFaultException Refuse(string detail) => new(PkiFaultKind.Malformed, detail);
}
