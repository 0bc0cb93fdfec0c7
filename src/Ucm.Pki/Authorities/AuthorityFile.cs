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
    private AuthorityFile(ISigningKey key, PublicKeyInfo publicKey, ParsedCertificate certificate, IReadOnlyList<ParsedCertificate> others) =>
        (Key, PublicKey, Certificate, Others) = (key, publicKey, certificate, others);

    public ISigningKey Key { get; }

    /// <summary>Of <see cref="Key"/> and <see cref="Certificate"/> alike: it was tried.</summary>
    public PublicKeyInfo PublicKey { get; }

    public ParsedCertificate Certificate { get; }

    /// <summary>The other certificates of the file, in its order.</summary>
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
            return Decoding.TryDecode("PKCS#12 file", pkcs12, _ => Open(contents), out file, out fault);
        }
    }

    public void Dispose() => Key.Dispose();

    private static AuthorityFile Open(Pkcs12Contents contents)
    {
        if (contents.Keys is not [var pkcs8])
        {
            throw Refuse($"The PKCS#12 file must hold exactly one private key; it holds {contents.Keys.Count}.");
        }

        var certificates = contents.Certificates.Select(Parse).ToList();
        var key = Import(pkcs8);
        try
        {
            var own = certificates.FindAll(certificate => certificate.SubjectPublicKeyInfo.Span.SequenceEqual(key.SubjectPublicKeyInfo.Span));
            return own switch
            {
                [var certificate] => new AuthorityFile(key, Prove(key, certificate), certificate, certificates.FindAll(other => other != certificate)),
                [] => throw Refuse("The PKCS#12 file holds no certificate of its private key."),
                _ => throw Refuse("The PKCS#12 file holds several certificates of its private key."),
            };
        }
        catch
        {
            key.Dispose();
            throw;
        }
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
