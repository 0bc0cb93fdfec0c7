using System.Security.Cryptography;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Keys;

/// <summary>What an AlgorithmIdentifier of a signature asks for; only what is accepted has one.</summary>
internal sealed record SignatureScheme(PublicKeyKind Kind, HashAlgorithmName Hash, RSASignaturePadding? Padding, int SaltLength = 0)
{
    private static readonly SignatureScheme Rsa256 = new(PublicKeyKind.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    private static readonly SignatureScheme Rsa384 = new(PublicKeyKind.Rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
    private static readonly SignatureScheme Rsa512 = new(PublicKeyKind.Rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);
    private static readonly SignatureScheme Ecdsa256 = new(PublicKeyKind.Ec, HashAlgorithmName.SHA256, null);
    private static readonly SignatureScheme Ecdsa384 = new(PublicKeyKind.Ec, HashAlgorithmName.SHA384, null);
    private static readonly SignatureScheme Ecdsa512 = new(PublicKeyKind.Ec, HashAlgorithmName.SHA512, null);
    private static readonly SignatureScheme Ed25519 = new(PublicKeyKind.Ed25519, default, null);

    public int HashLength => Hash == HashAlgorithmName.SHA256 ? 32 : Hash == HashAlgorithmName.SHA384 ? 48 : 64;

    /// <summary>Null for what is unknown, not accepted or not well-formed.</summary>
    public static SignatureScheme? Find(ReadOnlySpan<byte> algorithmIdentifierDer)
    {
        if (algorithmIdentifierDer.SequenceEqual(SignatureAlgorithms.EcdsaSha256.Span))
        {
            return Ecdsa256;
        }

        if (algorithmIdentifierDer.SequenceEqual(SignatureAlgorithms.RsaSha256.Span))
        {
            return Rsa256;
        }

        return Decoding.TryDecode("signature algorithm", algorithmIdentifierDer.ToArray(), Read, out var scheme, out _) ? scheme : null;
    }

    private static SignatureScheme Read(ReadOnlyMemory<byte> der)
    {
        var sequence = Decoding.Sequence(der);
        var oid = sequence.ReadObjectIdentifier();
        var scheme = oid switch
        {
            Oids.Sha256WithRsa => Rsa256,
            Oids.Sha384WithRsa => Rsa384,
            Oids.Sha512WithRsa => Rsa512,
            Oids.EcdsaSha256 => Ecdsa256,
            Oids.EcdsaSha384 => Ecdsa384,
            Oids.EcdsaSha512 => Ecdsa512,
            Oids.Ed25519 => Ed25519,
            Oids.RsaPss => PssParameters.Read(sequence.ReadSequence()),
            _ => throw new PkiFaultException(PkiFaultKind.BadSignature, "The signature algorithm is not accepted."),
        };
        if (scheme.Kind == PublicKeyKind.Rsa && oid != Oids.RsaPss && sequence.HasData)
        {
            // RFC 4055 §5 demands NULL; its absence is common enough to be accepted.
            sequence.ReadNull();
        }

        sequence.ThrowIfNotEmpty();
        return scheme;
    }
}
