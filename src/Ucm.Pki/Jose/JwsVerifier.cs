using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Ucm.Pki.Keys;

namespace Ucm.Pki.Jose;

/// <summary>Verifies JWS signatures of one key with native handles that are kept. Safe for any number of threads.</summary>
public sealed class JwsVerifier : IDisposable
{
    private readonly PublicKeyInfo key;
    private readonly HandlePool<AsymmetricAlgorithm> handles;

    public JwsVerifier(PublicKeyInfo key)
    {
        this.key = key;
        handles = new HandlePool<AsymmetricAlgorithm>(() => PublicKeyHandles.Open(key));
    }

    /// <summary>False when the algorithm does not fit the key or the signature is wrong.</summary>
    public bool Verify(JwsMessage message)
    {
        if (!message.Algorithm.Fits(key))
        {
            return false;
        }

        if (key.Kind == PublicKeyKind.Ed25519)
        {
            return VerifyEd25519(message.SigningInput.ToArray(), message.Signature.ToArray());
        }

        try
        {
            var handle = handles.Rent();
            try
            {
                return VerifyNative(handle, message);
            }
            finally
            {
                handles.Return(handle);
            }
        }
        catch (CryptographicException)
        {
            // The library refuses to work with this key or signature at all, so it does not verify.
            return false;
        }
    }

    public void Dispose() => handles.Dispose();

    private static bool VerifyNative(AsymmetricAlgorithm handle, JwsMessage message) => handle switch
    {
        // RFC 7518 §3.4: R and S side by side, of fixed length.
        ECDsa ecdsa => message.Signature.Length == message.Algorithm.SignatureLength
            && ecdsa.VerifyData(message.SigningInput.Span, message.Signature.Span, message.Algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        RSA rsa => rsa.VerifyData(message.SigningInput.Span, message.Signature.Span, message.Algorithm.Hash, message.Algorithm.Padding!),
        _ => false,
    };

    private bool VerifyEd25519(byte[] input, byte[] signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature, 0, key.Key.ToArray(), 0, input, 0, input.Length);
}
