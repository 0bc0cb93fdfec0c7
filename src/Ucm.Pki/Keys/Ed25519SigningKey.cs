using System.Formats.Asn1;
using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Keys;

/// <summary>Ed25519 (RFC 8032, RFC 8410) through BouncyCastle: the platform's library does not offer it.</summary>
internal sealed class Ed25519SigningKey : ISigningKey, IExportableKey
{
    private const int SeedSize = 32;
    private readonly byte[] seed = GC.AllocateArray<byte>(SeedSize, pinned: true);
    private readonly byte[] publicKey = new byte[Ed25519.PublicKeySize];
    private volatile bool disposed;

    public Ed25519SigningKey(ReadOnlySpan<byte> seed)
    {
        seed.CopyTo(this.seed);
        Ed25519.GeneratePublicKey(this.seed, 0, publicKey, 0);
        SubjectPublicKeyInfo = EncodePublicKey(publicKey);
    }

    public KeyAlgorithm Algorithm => KeyAlgorithm.Ed25519;

    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    public ReadOnlyMemory<byte> SignatureAlgorithm => SignatureAlgorithms.Ed25519;

    public static Ed25519SigningKey Generate()
    {
        Span<byte> fresh = stackalloc byte[SeedSize];
        RandomNumberGenerator.Fill(fresh);
        try
        {
            return new Ed25519SigningKey(fresh);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fresh);
        }
    }

    /// <summary>PureEdDSA reads its message twice (RFC 8032 §5.1.6); the pre-hashed variant is another algorithm.</summary>
    public HashAlgorithmName? Digest => null;

    public byte[] SignDigest(ReadOnlySpan<byte> digest) => throw new NotSupportedException("Ed25519 signs the whole data.");

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var message = data.ToArray();
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(seed, 0, publicKey, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    /// <summary>OneAsymmetricKey version 0 (RFC 8410 §7).</summary>
    public byte[] ExportPkcs8()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ReadOnlySpan<byte> prefix = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        var der = new byte[prefix.Length + SeedSize];
        prefix.CopyTo(der);
        seed.CopyTo(der, prefix.Length);
        return der;
    }

    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(seed);
    }

    private static byte[] EncodePublicKey(byte[] key)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Oids.Ed25519);
            }

            writer.WriteBitString(key);
        }

        return writer.Encode();
    }
}
