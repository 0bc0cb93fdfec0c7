using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace Ucm.Pki.Pkcs12;

/// <summary>
/// Writes PKCS#12 files (RFC 7292): the key in a shrouded bag, PBES2 with AES-256-CBC and HMAC-SHA-256; the certificates, which are public, in clear; a
/// SHA-256 MAC over all.
/// </summary>
public static class Pkcs12Bundle
{
    private const int Iterations = 210_000;

    /// <summary>The certificate, its key and its issuers. The caller zeroes <paramref name="pkcs8"/>.</summary>
    public static byte[] Create(ReadOnlyMemory<byte> certificate, IEnumerable<ReadOnlyMemory<byte>> chain, ReadOnlyMemory<byte> pkcs8, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        var keyId = new Pkcs9LocalKeyId(SHA256.HashData(certificate.Span).AsSpan(0, 20));
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations);
        var shrouded = new Pkcs12ShroudedKeyBag(Pkcs8PrivateKeyInfo.Decode(pkcs8, out _, skipCopy: true).Encrypt(password, parameters), skipCopy: true);
        shrouded.Attributes.Add(keyId);
        var keys = new Pkcs12SafeContents();
        keys.AddSafeBag(shrouded);
        return Seal(password, Certificates(certificate, chain, keyId), keys);
    }

    /// <summary>The certificate and its issuers without a key, as a trust or hand-over file; the MAC is under the empty password.</summary>
    public static byte[] CreateWithoutKey(ReadOnlyMemory<byte> certificate, IEnumerable<ReadOnlyMemory<byte>> chain) =>
        Seal(string.Empty, Certificates(certificate, chain, keyId: null));

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

    private static byte[] Seal(string password, params ReadOnlySpan<Pkcs12SafeContents> contents)
    {
        var builder = new Pkcs12Builder();
        foreach (var safe in contents)
        {
            builder.AddSafeContentsUnencrypted(safe);
        }

        builder.SealWithMac(password, HashAlgorithmName.SHA256, Iterations);
        return builder.Encode();
    }
}
