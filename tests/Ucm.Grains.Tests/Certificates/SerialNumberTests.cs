using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Tests.Certificates;

public sealed class SerialNumberTests
{
    [Theory]
    [InlineData("5A:C3:01")]
    [InlineData("5ac301")]
    [InlineData("00:5A:C3:01")]
    [InlineData("005AC301")]
    [InlineData("5A C3 01")]
    [InlineData("5a-c3-01")]
    [InlineData("0x5AC301")]
    [InlineData("serial=5AC301")]
    [InlineData(" 5a:c3:01\n")]
    public void TryParsePrinted_AsProgramsPrintIt_IsTheSameNumber(string text)
    {
        SerialNumber.TryParsePrinted(text, out var serial).ShouldBeTrue();

        serial.Hex.ShouldBe("5ac301");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00:00")]
    [InlineData("5g")]
    [InlineData("::")]
    [InlineData("0102030405060708090a0b0c0d0e0f101112131415")]
    public void TryParsePrinted_NoSerialNumber_IsRefused(string? text) => SerialNumber.TryParsePrinted(text, out _).ShouldBeFalse();
}
