using System.Formats.Asn1;
using System.Security.Cryptography;
using Ucm.Pki.Requests;

namespace Ucm.Pki.Tests.Requests;

/// <summary>Requests as tools in the field write them: what is harmless is read as OpenSSL reads it, what is not is named.</summary>
public sealed class OddRequestTests
{
    private const string Pkcs9 = "1.2.840.113549.1.9.14";
    private const string Microsoft = "1.3.6.1.4.1.311.2.1.14";
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private const string OrganizationalUnit = "2.5.4.11";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(-1)]
    [InlineData(1_000_000)]
    public void TryParse_OtherVersion_NamesTheValueFound(int version)
    {
        CertificationRequest.TryParse(Make(version: version), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.Malformed);
        fault.Detail.ShouldContain($"it is {version}.");
    }

    [Theory]
    [InlineData(UniversalTagNumber.PrintableString, "Salt & Pepper_Co @ Home*")]
    [InlineData(UniversalTagNumber.IA5String, "Müller")]
    [InlineData(UniversalTagNumber.VisibleString, "a~b")]
    [InlineData(UniversalTagNumber.NumericString, "12-34")]
    [InlineData(UniversalTagNumber.T61String, "Müller")]
    public void TryParse_CharactersThatTheTypeDoesNotHave_AreReadAsTheyStand(UniversalTagNumber type, string text)
    {
        var request = Read(Make(Name((Organization, type, text))));

        request.Subject.Attributes.ShouldHaveSingleItem().Value.ShouldBe(text);
    }

    [Fact]
    public void TryParse_AttributesWithoutValue_AreAsAbsent()
    {
        var request = Read(Make(Name((CommonName, UniversalTagNumber.UTF8String, ""), (Organization, UniversalTagNumber.PrintableString, "Org"), (OrganizationalUnit, UniversalTagNumber.PrintableString, ""))));

        request.Subject.ToString().ShouldBe("O=Org");
        request.VerifyProofOfPossession().ShouldBeNull();
        Read(Make(Name((CommonName, UniversalTagNumber.UTF8String, "")))).Subject.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void TryParse_BothExtensionAttributesWithTheSameContent_AreOne()
    {
        var request = Read(Make(attributes: [Extensions(Pkcs9, "a.example"), Extensions(Microsoft, "a.example")]));

        request.Names.ShouldHaveSingleItem().Value.ShouldBe("a.example");
    }

    [Fact]
    public void TryParse_EmptyExtensionAttribute_IsIgnored()
    {
        Read(Make(attributes: [Extensions(Microsoft), Extensions(Pkcs9, "a.example")])).Names.ShouldHaveSingleItem();
        Read(Make(attributes: [Extensions(Pkcs9, "a.example"), Extensions(Microsoft)])).Names.ShouldHaveSingleItem();
        Read(Make(attributes: [Extensions(Pkcs9)])).Names.ShouldBeEmpty();
    }

    [Fact]
    public void TryParse_ExtensionAttributesThatDiffer_AreNamed()
    {
        CertificationRequest.TryParse(Make(attributes: [Extensions(Pkcs9, "a.example"), Extensions(Microsoft, "b.example")]), out _, out var fault).ShouldBeFalse();

        fault!.Detail.ShouldContain("2.5.29.17");
        fault.Detail.ShouldContain("Microsoft");
    }

    private static CertificationRequest Read(byte[] der)
    {
        CertificationRequest.TryParse(der, out var request, out var fault).ShouldBeTrue(fault?.Detail);
        return request!;
    }

    private static byte[] Make(byte[]? subject = null, int version = 0, params byte[][] attributes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var info = Sequence(writer =>
        {
            writer.WriteInteger(version);
            writer.WriteEncodedValue(subject ?? Name());
            writer.WriteEncodedValue(key.ExportSubjectPublicKeyInfo());
            using (writer.PushSetOf(new Asn1Tag(TagClass.ContextSpecific, 0)))
            {
                foreach (var attribute in attributes)
                {
                    writer.WriteEncodedValue(attribute);
                }
            }
        });
        return Sequence(writer =>
        {
            writer.WriteEncodedValue(info);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
            }

            writer.WriteBitString(key.SignData(info, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        });
    }

    private static byte[] Name(params (string Type, UniversalTagNumber Tag, string Text)[] attributes) => Sequence(writer =>
    {
        foreach (var (type, tag, text) in attributes)
        {
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(type);
                var octets = tag == UniversalTagNumber.UTF8String ? System.Text.Encoding.UTF8.GetBytes(text) : System.Text.Encoding.Latin1.GetBytes(text);
                writer.WriteEncodedValue([(byte)tag, (byte)octets.Length, .. octets]);
            }
        }
    });

    /// <summary>The attribute with a subjectAltName for each name in one extension; without any, with an empty SET.</summary>
    private static byte[] Extensions(string attribute, params string[] names) => Sequence(writer =>
    {
        writer.WriteObjectIdentifier(attribute);
        using (writer.PushSetOf())
        {
            if (names.Length == 0)
            {
                return;
            }

            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("2.5.29.17");
                writer.WriteOctetString(Sequence(alternatives =>
                {
                    foreach (var name in names)
                    {
                        alternatives.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, 2));
                    }
                }));
            }
        }
    });

    private static byte[] Sequence(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            write(writer);
        }

        return writer.Encode();
    }
}
