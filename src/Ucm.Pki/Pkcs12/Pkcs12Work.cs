using System.Formats.Asn1;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Pkcs12;

/// <summary>How much key derivation a PKCS#12 file (RFC 7292) asks for. The file says so itself, so nothing is derived before it is added up.</summary>
internal sealed class Pkcs12Work(string what = "PKCS#12 file")
{
    /// <summary>Tools write 2,048 to 600,000 for each of MAC, certificates and key.</summary>
    public const long MaxIterations = 2_500_000;

    private const string EncryptedData = "1.2.840.113549.1.7.6";
    private const string Pbes2 = "1.2.840.113549.1.5.13";
    private static readonly Asn1Tag Content = new(TagClass.ContextSpecific, 0, isConstructed: true);

    private static readonly Dictionary<string, string> MacNames = new()
    {
        ["1.2.840.113549.2.5"] = "MD5",
        ["2.16.840.1.101.3.4.2.4"] = "SHA-224",
        ["2.16.840.1.101.3.4.2.5"] = "SHA-512/224",
        ["2.16.840.1.101.3.4.2.6"] = "SHA-512/256",
        ["2.16.840.1.101.3.4.2.7"] = "SHA3-224",
        ["2.16.840.1.101.3.4.2.8"] = "SHA3-256",
        ["2.16.840.1.101.3.4.2.9"] = "SHA3-384",
        ["2.16.840.1.101.3.4.2.10"] = "SHA3-512",
    };

    private long iterations;

    /// <summary>What the MAC and the encrypted parts of a file ask for.</summary>
    public void AddFile(ReadOnlyMemory<byte> file)
    {
        var pfx = new AsnReader(file, AsnEncodingRules.BER).ReadSequence();
        pfx.ReadInteger();
        var safe = ContentOf(pfx.ReadSequence()).ReadOctetString();
        if (pfx.HasData)
        {
            AddMac(pfx.ReadSequence());
        }

        var parts = new AsnReader(safe, AsnEncodingRules.BER).ReadSequence();
        while (parts.HasData)
        {
            AddPart(parts.ReadSequence());
        }
    }

    /// <summary>What an EncryptedPrivateKeyInfo asks for.</summary>
    public void AddKey(ReadOnlyMemory<byte> encrypted) => AddAlgorithm(new AsnReader(encrypted, AsnEncodingRules.BER).ReadSequence().ReadSequence());

    private void AddMac(AsnReader mac)
    {
        CheckMacAlgorithm(mac.ReadSequence().ReadSequence().ReadObjectIdentifier());
        mac.ReadOctetString();
        Add(mac.HasData ? mac : null);
    }

    /// <summary>What the platform cannot verify is named here, where it would otherwise look like a wrong password.</summary>
    private static void CheckMacAlgorithm(string oid)
    {
        var advice = "Write the file again with a SHA-256, SHA-384, SHA-512 or SHA-1 MAC (openssl pkcs12 -export -macalg sha256).";
        switch (oid)
        {
            case "1.3.14.3.2.26" or "2.16.840.1.101.3.4.2.1" or "2.16.840.1.101.3.4.2.2" or "2.16.840.1.101.3.4.2.3":
                return;
            case "1.2.840.113549.1.5.14":
                throw new PkiFaultException(PkiFaultKind.Malformed, $"The MAC of the PKCS#12 file is PBMAC1 (RFC 9579), which is not read here. {advice}");
            default:
                throw new PkiFaultException(PkiFaultKind.Malformed, $"The MAC of the PKCS#12 file is made with {MacNames.GetValueOrDefault(oid, oid)}, which is not read here. {advice}");
        }
    }

    private void AddPart(AsnReader part)
    {
        if (part.PeekTag() == Asn1Tag.ObjectIdentifier && part.ReadObjectIdentifier() == EncryptedData)
        {
            var data = part.ReadSequence(Content).ReadSequence();
            data.ReadInteger();
            var content = data.ReadSequence();
            content.ReadObjectIdentifier();
            AddAlgorithm(content.ReadSequence());
        }
    }

    /// <summary>PBES2 with PBKDF2, or the older schemes: salt and iterations either way.</summary>
    private void AddAlgorithm(AsnReader algorithm)
    {
        var isPbes2 = algorithm.ReadObjectIdentifier() == Pbes2;
        var parameters = algorithm.ReadSequence();
        if (isPbes2)
        {
            var derivation = parameters.ReadSequence();
            derivation.ReadObjectIdentifier();
            parameters = derivation.ReadSequence();
        }

        parameters.ReadOctetString();
        Add(parameters);
    }

    private void Add(AsnReader? count)
    {
        var asked = 1;
        if (count is not null && (!count.TryReadInt32(out asked) || asked < 1))
        {
            throw TooMuch();
        }

        iterations += asked;
        if (iterations > MaxIterations)
        {
            throw TooMuch();
        }
    }

    private static AsnReader ContentOf(AsnReader contentInfo)
    {
        contentInfo.ReadObjectIdentifier();
        return contentInfo.ReadSequence(Content);
    }

    private PkiFaultException TooMuch() =>
        new(PkiFaultKind.Malformed, $"The {what} asks for more than {MaxIterations} iterations of key derivation.");
}
