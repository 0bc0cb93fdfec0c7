using System.Security.Cryptography;

namespace Ucm.Pki.Keys;

/// <summary>A private key that signs. Safe for use by any number of threads at once; <see cref="IDisposable.Dispose"/> wipes it.</summary>
public interface ISigningKey : IDisposable
{
    KeyAlgorithm Algorithm { get; }

    /// <summary>SubjectPublicKeyInfo, DER (RFC 5280 §4.1.2.7).</summary>
    ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>The AlgorithmIdentifier of <see cref="Sign"/>'s signatures, DER: RSA PKCS #1 v1.5 with SHA-256; ECDSA with the hash of the curve's size; Ed25519.</summary>
    ReadOnlyMemory<byte> SignatureAlgorithm { get; }

    /// <summary>The signature over <paramref name="data"/> as it goes into an X.509 BIT STRING.</summary>
    byte[] Sign(ReadOnlySpan<byte> data);

    /// <summary>The hash that <see cref="Sign"/> begins with, so that long data can be hashed as it streams; null where the whole data is needed (Ed25519).</summary>
    HashAlgorithmName? Digest { get; }

    /// <summary>The signature over data whose <see cref="Digest"/> this is.</summary>
    /// <exception cref="NotSupportedException">There is no such hash.</exception>
    byte[] SignDigest(ReadOnlySpan<byte> digest);
}
