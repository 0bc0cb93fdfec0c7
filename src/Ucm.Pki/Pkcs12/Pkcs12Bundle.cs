using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace Ucm.Pki.Pkcs12;

/// <summary>
/// Writes PKCS#12 files (RFC 7292): the key in a shrouded bag, PBES2 with AES-256-CBC and HMAC-SHA-256; the certificates, which are public, in clear; a
/// SHA-256 MAC over all. For programs from before 2017 or so: keys and certificates under 3DES with SHA-1, and a SHA-1 MAC.
/// </summary>
public static class Pkcs12Bundle
{
    private const int Iterations = 210_000;
    private const int LegacyIterations = 2048;

    /// <summary>The certificate, its key and its issuers. The caller zeroes <paramref name="pkcs8"/>.</summary>
    public static byte[] Create(
        ReadOnlyMemory<byte> certificate, IEnumerable<ReadOnlyMemory<byte>> chain, ReadOnlyMemory<byte> pkcs8, string password, bool isLegacy = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        var keyId = new Pkcs9LocalKeyId(SHA256.HashData(certificate.Span).AsSpan(0, 20));
        var parameters = isLegacy ? Legacy : new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations);
        var shrouded = new Pkcs12ShroudedKeyBag(Pkcs8PrivateKeyInfo.Decode(pkcs8, out _, skipCopy: true).Encrypt(password, parameters), skipCopy: true);
        shrouded.Attributes.Add(keyId);
        var keys = new Pkcs12SafeContents();
        keys.AddSafeBag(shrouded);
        return Seal(password, isLegacy, Certificates(certificate, chain, keyId), keys);
    }

    /// <summary>The certificate and its issuers without a key, as a trust or hand-over file; the MAC is under the empty password.</summary>
    public static byte[] CreateWithoutKey(ReadOnlyMemory<byte> certificate, IEnumerable<ReadOnlyMemory<byte>> chain, bool isLegacy = false) =>
        Seal(string.Empty, isLegacy, Certificates(certificate, chain, keyId: null));

    private static PbeParameters Legacy => new(PbeEncryptionAlgorithm.TripleDes3KeyPkcs12, HashAlgorithmName.SHA1, LegacyIterations);

    private static Pkcs12SafeContents Certificates(ReadOnlyMemory<byte> certificate, IEnumerable<ReadOnlyMemory<byte>> chain, Pkcs9LocalKeyId? keyId)
    {
        ArgumentNullException.ThrowIfNull(chain);
        var contents = new Pkcs12SafeContents();
        var own = Bag(certificate);
        if (keyId is not null)
        {
            own.Attributes.Add(keyId);
        }

        contents.AddSafeBag(own);
        foreach (var issuer in chain)
        {
            contents.AddSafeBag(Bag(issuer));
        }

        return contents;
    }

    /// <summary>CertBag of type x509Certificate: the certificate in an OCTET STRING (RFC 7292 §4.2.3).</summary>
    private static Pkcs12CertBag Bag(ReadOnlyMemory<byte> certificate)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        writer.WriteOctetString(certificate.Span);
        return new Pkcs12CertBag(new Oid("1.2.840.113549.1.9.22.1"), writer.Encode());
    }

    private static byte[] Seal(string password, bool isLegacy, Pkcs12SafeContents certificates, Pkcs12SafeContents? keys = null)
    {
        var builder = new Pkcs12Builder();
        if (isLegacy)
        {
            builder.AddSafeContentsEncrypted(certificates, password, Legacy);
        }
        else
        {
            builder.AddSafeContentsUnencrypted(certificates);
        }

        if (keys is not null)
        {
            builder.AddSafeContentsUnencrypted(keys);
        }

        var (hash, iterations) = isLegacy ? (HashAlgorithmName.SHA1, LegacyIterations) : (HashAlgorithmName.SHA256, Iterations);
        builder.SealWithMac(password, hash, iterations);
        return builder.Encode();
    }
}
