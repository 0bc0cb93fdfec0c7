using System.Formats.Asn1;
using System.Security.Cryptography;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Keys;

/// <summary>RSASSA-PSS-params (RFC 4055 §3.1): SHA-256/384/512 with MGF1 over the same hash. The defaults mean SHA-1 and are not accepted.</summary>
internal static class PssParameters
{
    private const int MaxSaltLength = 1024;

    public static SignatureScheme Read(AsnReader parameters)
    {
        var hash = ReadHash(Explicit(parameters, 0));
        var generator = Explicit(parameters, 1).ReadSequence();
        if (generator.ReadObjectIdentifier() != Oids.Mgf1 || ReadHash(generator) != hash)
        {
            throw NotAccepted();
        }

        generator.ThrowIfNotEmpty();
        var salt = ReadNumber(parameters, 2, 20);
        var trailer = ReadNumber(parameters, 3, 1);
        parameters.ThrowIfNotEmpty();
        return salt is < 0 or > MaxSaltLength || trailer != 1
            ? throw NotAccepted()
            : new SignatureScheme(PublicKeyKind.Rsa, hash, RSASignaturePadding.Pss, salt);
    }

    private static AsnReader Explicit(AsnReader parameters, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        return parameters.HasData && parameters.PeekTag() == tag ? parameters.ReadSequence(tag) : throw NotAccepted();
    }

    private static HashAlgorithmName ReadHash(AsnReader reader)
    {
        var algorithm = reader.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData)
        {
            algorithm.ReadNull();
        }

        return oid switch
        {
            Oids.Sha256 => HashAlgorithmName.SHA256,
            Oids.Sha384 => HashAlgorithmName.SHA384,
            Oids.Sha512 => HashAlgorithmName.SHA512,
            _ => throw NotAccepted(),
        };
    }

    private static int ReadNumber(AsnReader parameters, int number, int otherwise)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true);
        if (!parameters.HasData || parameters.PeekTag() != tag)
        {
            return otherwise;
        }

        return parameters.ReadSequence(tag).TryReadInt32(out var value) ? value : throw NotAccepted();
    }

    private static PkiFaultException NotAccepted() => new(PkiFaultKind.BadSignature, "The RSA-PSS parameters are not accepted.");
}
