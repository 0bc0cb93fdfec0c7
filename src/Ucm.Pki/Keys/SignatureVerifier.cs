using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Ucm.Pki.Keys;

/// <summary>Verifies signatures of one public key. Safe for any number of threads.</summary>
public sealed class SignatureVerifier : IDisposable
{
    private readonly PublicKeyInfo key;
    private readonly HandlePool<AsymmetricAlgorithm>? handles;

    internal SignatureVerifier(PublicKeyInfo key)
    {
        this.key = key;
        handles = key.Kind == PublicKeyKind.Ed25519 ? null : new HandlePool<AsymmetricAlgorithm>(() => PublicKeyHandles.Open(key));
    }

    /// <param name="algorithmIdentifierDer">RSA PKCS #1 v1.5 or PSS, ECDSA with SHA-256/384/512, or Ed25519; anything else is false.</param>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> algorithmIdentifierDer)
    {
        if (SignatureScheme.Find(algorithmIdentifierDer) is not { } scheme || scheme.Kind != key.Kind)
        {
            return false;
        }

        try
        {
            return handles is null ? VerifyEd25519(data, signature) : VerifyNative(handles, data, signature, scheme);
        }
        catch (CryptographicException)
        {
            // The library refuses to work with this key or signature at all, so it does not verify.
            return false;
        }
    }

    /// <summary>As <see cref="Verify"/>, over data that was hashed as it streamed; false for algorithms that have no such hash (Ed25519, and PSS here).</summary>
    public bool VerifyDigest(ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> algorithmIdentifierDer)
    {
        if (handles is null || SignatureScheme.Find(algorithmIdentifierDer) is not { } scheme || scheme.Kind != key.Kind
            || scheme.Padding == RSASignaturePadding.Pss || digest.Length != scheme.HashLength)
        {
            return false;
        }

        try
        {
            return VerifyNativeDigest(handles, digest, signature, scheme);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Dispose() => handles?.Dispose();

    private bool VerifyNative(HandlePool<AsymmetricAlgorithm> pool, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        if (scheme.Padding == RSASignaturePadding.Pss && scheme.SaltLength != scheme.HashLength)
        {
            return PssVerification.Verify(key, data, signature, scheme);
        }

        var handle = pool.Rent();
        try
        {
            return handle switch
            {
                RSA rsa => rsa.VerifyData(data, signature, scheme.Hash, scheme.Padding!),
                ECDsa ecdsa => ecdsa.VerifyData(data, signature, scheme.Hash, DSASignatureFormat.Rfc3279DerSequence),
                _ => false,
            };
        }
        finally
        {
            pool.Return(handle);
        }
    }

    private static bool VerifyNativeDigest(HandlePool<AsymmetricAlgorithm> pool, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        var handle = pool.Rent();
        try
        {
            return handle switch
            {
                RSA rsa => rsa.VerifyHash(digest, signature, scheme.Hash, scheme.Padding!),
                ECDsa ecdsa => ecdsa.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence),
                _ => false,
            };
        }
        finally
        {
            pool.Return(handle);
        }
    }

    private bool VerifyEd25519(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var message = data.ToArray();
        return signature.Length == Ed25519.SignatureSize
            && Ed25519.Verify(signature.ToArray(), 0, key.Key.ToArray(), 0, message, 0, message.Length);
    }
}
