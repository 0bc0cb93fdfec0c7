using CsCheck;
using Ucm.Pki.Jose;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.X509;

/// <summary>RFC 9773 §4.1.</summary>
public sealed class RenewalIdentifierTests
{
    private const string OfTheRfc = "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE";

    [Fact]
    public void TryParse_ExampleOfTheRfc_KeyIdentifierAndSerialOfItsAppendix()
    {
        RenewalIdentifier.TryParse(OfTheRfc, out var identifier).ShouldBeTrue();

        Convert.ToHexString(identifier.KeyIdentifier.Span).ShouldBe("69885B6B87464041E1B37B847BA0AE2CDE01C8D4");
        Convert.ToHexString(identifier.Serial.Span).ShouldBe("87654321");
        identifier.ToString().ShouldBe(OfTheRfc);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ.")]
    [InlineData(".AIdlQyE")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ=.AIdlQyE")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE=")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE.AQ")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNR.AIdlQyE")]
    [InlineData("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdl QyE")]
    public void TryParse_NotTwoPartsInStrictBase64Url_False(string text) => RenewalIdentifier.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("87654321")]
    [InlineData("00")]
    [InlineData("000087654321")]
    [InlineData("0012345678")]
    [InlineData("010203040506070809101112131415161718192021")]
    [InlineData("00810203040506070809101112131415161718192021")]
    public void TryParse_SerialThatIsNoPositiveIntegerInDerOfAtMost20Octets_False(string serial) =>
        RenewalIdentifier.TryParse($"aYhba4dGQEHhs3uEe6CuLN4ByNQ.{Base64UrlText.Encode(Convert.FromHexString(serial))}", out _).ShouldBeFalse();

    [Fact]
    public void TryParse_WhatToStringWrote_IsTheSame() =>
        Gen.Select(Gen.Byte.Array[1, 64], Gen.Byte.Array[1, 20]).Where(static pair => pair.Item2[0] != 0).Sample(static pair =>
        {
            var identifier = new RenewalIdentifier(pair.Item1, pair.Item2);

            return RenewalIdentifier.TryParse(identifier.ToString(), out var read) && read.Equals(identifier) && read.GetHashCode() == identifier.GetHashCode();
        });
}
