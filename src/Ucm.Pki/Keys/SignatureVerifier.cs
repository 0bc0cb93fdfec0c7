using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Ucm.Pki.Keys;

/// <summary>Verifies signatures of one public key. Safe for any number of threads.</summary>
public sealed class SignatureVerifier : IDisposable
{
    private readonly PublicKeyInfo key;
    private readonly HandlePool<RSA>? rsa;
    private readonly HandlePool<ECDsa>? ecdsa;

    internal SignatureVerifier(PublicKeyInfo key)
    {
        this.key = key;
        switch (key.Kind)
        {
            case PublicKeyKind.Rsa:
                rsa = new HandlePool<RSA>(() => RSA.Create(new RSAParameters { Modulus = key.Modulus.ToArray(), Exponent = key.Exponent.ToArray() }));
                break;
            case PublicKeyKind.Ec:
                ecdsa = new HandlePool<ECDsa>(() => OpenEcdsa(key));
                break;
        }
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
            return key.Kind switch
            {
                PublicKeyKind.Rsa => VerifyRsa(data, signature, scheme),
                PublicKeyKind.Ec => VerifyEcdsa(data, signature, scheme),
                _ => VerifyEd25519(data, signature),
            };
        }
        catch (CryptographicException)
        {
            // The library refuses to work with this key or signature at all, so it does not verify.
            return false;
        }
    }

    public void Dispose()
    {
        rsa?.Dispose();
        ecdsa?.Dispose();
    }

    private static ECDsa OpenEcdsa(PublicKeyInfo key)
    {
        var octets = (key.Bits + 7) / 8;
        return ECDsa.Create(new ECParameters
        {
            Curve = key.Bits switch { 256 => ECCurve.NamedCurves.nistP256, 384 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 },
            Q = new ECPoint { X = key.Key.Slice(1, octets).ToArray(), Y = key.Key.Slice(1 + octets, octets).ToArray() },
        });
    }

    private bool VerifyRsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        if (scheme.Padding == RSASignaturePadding.Pss && scheme.SaltLength != scheme.HashLength)
        {
            return PssVerification.Verify(key, data, signature, scheme);
        }

        var handle = rsa!.Rent();
        try
        {
            return handle.VerifyData(data, signature, scheme.Hash, scheme.Padding!);
        }
        finally
        {
            rsa.Return(handle);
        }
    }

    private bool VerifyEcdsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, SignatureScheme scheme)
    {
        var handle = ecdsa!.Rent();
        try
        {
            return handle.VerifyData(data, signature, scheme.Hash, DSASignatureFormat.Rfc3279DerSequence);
        }
        finally
        {
            ecdsa.Return(handle);
        }
    }

    private bool VerifyEd25519(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var message = data.ToArray();
        return signature.Length == Ed25519.SignatureSize
            && Ed25519.Verify(signature.ToArray(), 0, key.Key.ToArray(), 0, message, 0, message.Length);
    }
}
