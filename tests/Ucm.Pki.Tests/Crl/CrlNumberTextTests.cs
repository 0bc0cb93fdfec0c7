using System.Numerics;
using Ucm.Pki.Crl;

namespace Ucm.Pki.Tests.Crl;

public sealed class CrlNumberTextTests
{
    [Theory]
    [InlineData("4711", "4711")]
    [InlineData(" 4711\n", "4711")]
    [InlineData("0", "0")]
    [InlineData("0x1A", "26")]
    [InlineData("0X1a", "26")]
    [InlineData("0x10", "16")]
    [InlineData("1A", "26")]
    [InlineData("ff", "255")]
    [InlineData("1A:2B", "6699")]
    [InlineData("01:00", "256")]
    [InlineData("crlNumber=1000", "4096")]
    [InlineData("crlNumber=0x1000", "4096")]
    [InlineData("20261125123456789", "20261125123456789")]
    [InlineData("730750818665451459101842416358141509827966271487", "730750818665451459101842416358141509827966271487")]
    [InlineData("0x7fffffffffffffffffffffffffffffffffffffff", "730750818665451459101842416358141509827966271487")]
    public void TryParse_DecimalOrAsOpenSslPrintsIt_IsRead(string text, string expected)
    {
        CrlNumberText.TryParse(text, out var number).ShouldBeTrue();

        number.ShouldBe(BigInteger.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("0x")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("1e3g")]
    [InlineData("1 000")]
    [InlineData("1A:")]
    [InlineData(":1A")]
    [InlineData("1A:2")]
    [InlineData("seven")]
    [InlineData("0x-1")]
    [InlineData("730750818665451459101842416358141509827966271488")]
    [InlineData("0x8000000000000000000000000000000000000000")]
    public void TryParse_SomethingElse_IsNot(string text) => CrlNumberText.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void TryParse_VeryLong_IsNot() => CrlNumberText.TryParse(new string('0', 100_000), out _).ShouldBeFalse();
}
