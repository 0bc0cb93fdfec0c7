using CsCheck;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.X509;

public sealed class DistinguishedNameTests
{
    /// <summary>The examples of RFC 4514 §4, and that they print as they are written there.</summary>
    [Theory]
    [InlineData("UID=jsmith,DC=example,DC=net", 3)]
    [InlineData("OU=Sales+CN=J.  Smith,DC=example,DC=net", 3)]
    [InlineData("CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net", 3)]
    [InlineData("CN=Before\\0DAfter,DC=example,DC=net", 3)]
    [InlineData("1.3.6.1.4.1.1466.0=#04024869", 1)]
    [InlineData("CN=Lu\u010di\u0107", 1)]
    public void TryParse_Rfc4514Examples_RoundTrip(string text, int relativeNames)
    {
        DistinguishedName.TryParse(text, out var name, out var fault).ShouldBeTrue(fault?.Detail);

        name!.RelativeNames.Count.ShouldBe(relativeNames);
        DistinguishedName.Parse(name.ToString()).ShouldBe(name);
        // DER sorts the attributes of one RDN, so that their order in the text may differ.
        if (!text.Contains('+', StringComparison.Ordinal))
        {
            name.ToString().ShouldBe(text);
        }
    }

    [Fact]
    public void TryParse_Rfc4514HexPairs_AreUtf8()
    {
        DistinguishedName.Parse("CN=Lu\\C4\\8Di\\C4\\87").CommonName.ShouldBe("Lučić");
    }

    [Fact]
    public void TryParse_FirstInTextIsLastInEncoding_AsOpenSslReadsIt()
    {
        using var openssl = new OpenSsl();
        var authority = TestAuthority.Root;
        openssl.Write("root.der", authority.Certificate.Der.Span);

        openssl.Run("x509", "-in", "root.der", "-inform", "DER", "-noout", "-subject", "-nameopt", "RFC2253").Trim().ShouldBe("subject=CN=Test Root,O=Example,C=DE");
        openssl.Run("asn1parse", "-in", "root.der", "-inform", "DER").ShouldContain("PRINTABLESTRING   :DE");
        authority.Certificate.Subject.ToString().ShouldBe("CN=Test Root,O=Example,C=DE");
    }

    [Theory]
    [InlineData("CN")]
    [InlineData("CN=a,")]
    [InlineData(",CN=a")]
    [InlineData("CN=a;O=b")]
    [InlineData("CN=\"a\"")]
    [InlineData("bogus=a")]
    [InlineData("CN=a\\")]
    [InlineData("CN=a\\g")]
    [InlineData("CN=\\C4")]
    [InlineData("1.2.3=#zz")]
    [InlineData("1.2.3=#0401")]
    [InlineData("9.9.9=a")]
    [InlineData("C=Dé")]
    public void TryParse_NotRfc4514_IsAFault(string text)
    {
        DistinguishedName.TryParse(text, out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.Name);
    }

    [Fact]
    public void TryParse_Empty_IsTheEmptyName()
    {
        DistinguishedName.Parse(string.Empty).ShouldBe(DistinguishedName.Empty);
        DistinguishedName.Empty.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("C=DEU")]
    [InlineData("C=de")]
    [InlineData("CN=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("CN=\\ a")]
    [InlineData("CN=")]
    [InlineData("CN=a\\00b")]
    [InlineData("emailAddress=nobody")]
    [InlineData("1.2.3=#04024869")]
    public void TryCreate_NotIssuable_IsAFault(string text)
    {
        var name = DistinguishedName.Parse(text);

        DistinguishedName.TryCreate(name.RelativeNames, out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.Name);
    }

    [Fact]
    public void TryDecode_EmptyRelativeName_IsMalformed()
    {
        DistinguishedName.TryDecode(new byte[] { 0x30, 0x02, 0x31, 0x00 }, out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.Malformed);
    }

    [Fact]
    public void TryDecode_OtherStringTypes_AreReadAndReencoded()
    {
        // CN as BMPString "Ä", as old Windows tools write it.
        byte[] der = [0x30, 0x0d, 0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x03, 0x1e, 0x02, 0x00, 0xc4];

        var name = DistinguishedName.Decode(der);

        name.CommonName.ShouldBe("Ä");
        DistinguishedName.TryCreate(name.RelativeNames, out var canonical, out _).ShouldBeTrue();
        canonical!.Der.ToArray().ShouldBe([0x30, 0x0d, 0x31, 0x0b, 0x30, 0x09, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x02, 0xc3, 0x84]);
    }

    [Fact]
    public void ToString_AnyText_RoundTripsThroughTextAndDer()
    {
        var value = Gen.String[Gen.Char, 0, 30].Where(text => !text.Any(char.IsSurrogate));
        var type = Gen.Int[0, 6].Select(i => new[] { "CN", "O", "OU", "L", "ST", "UID", "title" }[i]);

        Gen.Select(type, value).Array[1, 5].Sample(attributes =>
        {
            var relativeNames = attributes
                .Select(attribute => (IReadOnlyList<NameAttribute>)[new NameAttribute(NameAttributeType.FindByName(attribute.Item1)!.Oid, attribute.Item2, default)])
                .ToList();
            var name = DistinguishedNameWriter.FromAttributes(relativeNames);

            DistinguishedName.Parse(name.ToString()).ShouldBe(name);
            DistinguishedName.Decode(name.Der).ToString().ShouldBe(name.ToString());
        });
    }

    [Fact]
    public void TryParseAndTryDecode_Anything_NeverThrow()
    {
        Gen.String.Sample(text => DistinguishedName.TryParse(text, out _, out var fault) == fault is null);
        Gen.Byte.Array.Sample(der => DistinguishedName.TryDecode(der, out _, out var fault) == fault is null);
    }
}
