using CsCheck;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.X509;

public sealed class GeneralNamesTests
{
    [Theory]
    [InlineData(GeneralNameKind.Dns, "WWW.Example.COM", "www.example.com")]
    [InlineData(GeneralNameKind.Dns, "*.example.com", "*.example.com")]
    [InlineData(GeneralNameKind.Dns, "localhost", "localhost")]
    [InlineData(GeneralNameKind.Dns, "bücher.example", "xn--bcher-kva.example")]
    [InlineData(GeneralNameKind.Dns, "*.bücher.example", "*.xn--bcher-kva.example")]
    [InlineData(GeneralNameKind.Dns, "xn--bcher-kva.example", "xn--bcher-kva.example")]
    [InlineData(GeneralNameKind.Dns, "1.example.com", "1.example.com")]
    [InlineData(GeneralNameKind.Ip, "192.0.2.1", "192.0.2.1")]
    [InlineData(GeneralNameKind.Ip, "2001:DB8:0:0:0:0:0:1", "2001:db8::1")]
    [InlineData(GeneralNameKind.Email, "Jane.Doe@Example.COM", "Jane.Doe@example.com")]
    [InlineData(GeneralNameKind.Uri, "HTTPS://Example.com/Path?x=1", "https://example.com/Path?x=1")]
    [InlineData(GeneralNameKind.Uri, "spiffe://example.org/ns/prod", "spiffe://example.org/ns/prod")]
    [InlineData(GeneralNameKind.Uri, "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]
    [InlineData(GeneralNameKind.Upn, "jane@corp.local", "jane@corp.local")]
    public void TryNormalize_GoodName_IsCanonical(GeneralNameKind kind, string text, string expected)
    {
        GeneralNames.TryNormalize(new GeneralName(kind, text), out var name, out var fault).ShouldBeTrue(fault?.Detail);

        name.ShouldBe(new GeneralName(kind, expected));
    }

    [Theory]
    [InlineData(GeneralNameKind.Dns, "")]
    [InlineData(GeneralNameKind.Dns, ".")]
    [InlineData(GeneralNameKind.Dns, "example.com.")]
    [InlineData(GeneralNameKind.Dns, ".example.com")]
    [InlineData(GeneralNameKind.Dns, "a..b")]
    [InlineData(GeneralNameKind.Dns, "a_b.example.com")]
    [InlineData(GeneralNameKind.Dns, "-a.example.com")]
    [InlineData(GeneralNameKind.Dns, "a-.example.com")]
    [InlineData(GeneralNameKind.Dns, "a b.example.com")]
    [InlineData(GeneralNameKind.Dns, "example.com\0.evil.test")]
    [InlineData(GeneralNameKind.Dns, "*")]
    [InlineData(GeneralNameKind.Dns, "*.")]
    [InlineData(GeneralNameKind.Dns, "*.com")]
    [InlineData(GeneralNameKind.Dns, "a*.example.com")]
    [InlineData(GeneralNameKind.Dns, "www.*.example.com")]
    [InlineData(GeneralNameKind.Dns, "*.*.example.com")]
    [InlineData(GeneralNameKind.Dns, "192.0.2.1")]
    [InlineData(GeneralNameKind.Dns, "ab--cd.example.com")]
    [InlineData(GeneralNameKind.Dns, "xn--.example.com")]
    [InlineData(GeneralNameKind.Dns, "xn--a.example.com")]
    [InlineData(GeneralNameKind.Dns, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example.com")]
    [InlineData(GeneralNameKind.Ip, "192.0.2")]
    [InlineData(GeneralNameKind.Ip, "192.0.2.256")]
    [InlineData(GeneralNameKind.Ip, "192.0.2.01")]
    [InlineData(GeneralNameKind.Ip, "0x7f.0.0.1")]
    [InlineData(GeneralNameKind.Ip, "fe80::1%eth0")]
    [InlineData(GeneralNameKind.Ip, "[2001:db8::1]")]
    [InlineData(GeneralNameKind.Ip, "2001:db8::/32")]
    [InlineData(GeneralNameKind.Email, "nobody")]
    [InlineData(GeneralNameKind.Email, "@example.com")]
    [InlineData(GeneralNameKind.Email, "a@")]
    [InlineData(GeneralNameKind.Email, "a b@example.com")]
    [InlineData(GeneralNameKind.Email, "a..b@example.com")]
    [InlineData(GeneralNameKind.Email, "a@*.example.com")]
    [InlineData(GeneralNameKind.Email, "a@b@example.com")]
    [InlineData(GeneralNameKind.Uri, "/relative")]
    [InlineData(GeneralNameKind.Uri, "https://")]
    [InlineData(GeneralNameKind.Uri, "https://exa mple.com/")]
    [InlineData(GeneralNameKind.Uri, "https://a_b.example.com/")]
    [InlineData(GeneralNameKind.Upn, "jane")]
    [InlineData(GeneralNameKind.Upn, "jane doe@corp.local")]
    public void TryNormalize_BadName_IsAFault(GeneralNameKind kind, string text)
    {
        GeneralNames.TryNormalize(new GeneralName(kind, text), out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.Name);
    }

    /// <summary>A defect that shipped: the prefix of a configuration file inside the name.</summary>
    [Theory]
    [InlineData(GeneralNameKind.Dns, "DNS:example.com")]
    [InlineData(GeneralNameKind.Dns, "DNS:DNS:example.com")]
    [InlineData(GeneralNameKind.Ip, "IP:192.0.2.1")]
    [InlineData(GeneralNameKind.Email, "email:a@example.com")]
    public void TryNormalize_TypePrefixInsideTheName_IsRefused(GeneralNameKind kind, string text)
    {
        GeneralNames.TryNormalize(new GeneralName(kind, text), out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryNormalize_253And254Characters_OnlyTheFirstFits()
    {
        var label = new string('a', 61);
        var longest = string.Join('.', label, label, label, new string('b', 63), "com");

        GeneralNames.TryNormalize(new GeneralName(GeneralNameKind.Dns, longest), out _, out var fault).ShouldBeTrue(fault?.Detail);
        longest.Length.ShouldBe(253);
        GeneralNames.TryNormalize(new GeneralName(GeneralNameKind.Dns, "x" + longest), out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void TryNormalize_List_DropsRepetitionsAndKeepsOrder()
    {
        GeneralNames.TryNormalize(TestKeys.Dns("b.example", "A.example", "B.example", "a.example"), out var names, out _).ShouldBeTrue();

        names.ShouldBe(TestKeys.Dns("b.example", "a.example"));
    }

    [Fact]
    public void TryNormalize_Anything_NeverThrowsAndIsIdempotent()
    {
        Gen.Select(Gen.Enum<GeneralNameKind>(), Gen.OneOf(Gen.String, Gen.String[Gen.Char["abcxn-.*@:/1%ü["], 0, 20])).Sample((kind, text) =>
        {
            if (GeneralNames.TryNormalize(new GeneralName(kind, text), out var name, out _))
            {
                GeneralNames.TryNormalize(name, out var again, out _).ShouldBeTrue();
                again.ShouldBe(name);
                SubjectAlternativeNames.Decode(SubjectAlternativeNames.Encode([name])).ShouldBe([((GeneralNameKind?)name.Kind, name.Value)]);
            }
        });
    }
}
