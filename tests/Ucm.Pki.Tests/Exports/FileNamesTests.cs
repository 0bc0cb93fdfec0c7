using Ucm.Pki.Exports;

namespace Ucm.Pki.Tests.Exports;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("www.example.com", "www.example.com")]
    [InlineData("*.example.com", "_.example.com")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("Zoë Müller", "Zoë Müller")]
    [InlineData("a\r\nSet-Cookie: x", "a__Set-Cookie_ x")]
    [InlineData("\u202Egpj.exe", "_gpj.exe")]
    [InlineData("con.txt", "_con.txt")]
    [InlineData(" .hidden. ", "hidden")]
    [InlineData("***", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void From_AnyText_IsSafeOrNothing(string? text, string? expected) => FileNames.From(text).ShouldBe(expected);

    [Fact]
    public void From_LongText_IsCut() => FileNames.From(new string('a', 500))!.Length.ShouldBe(80);
}
