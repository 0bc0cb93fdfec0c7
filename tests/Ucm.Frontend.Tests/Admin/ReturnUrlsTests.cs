using Shouldly;
using Ucm.Frontend.Admin.Sessions;

namespace Ucm.Frontend.Tests.Admin;

public sealed class ReturnUrlsTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/certificates?status=valid&text=a%20b")]
    [InlineData("/certificates/issuing.01ab#main")]
    public void Local_APathOfThisHost_IsKept(string url) => ReturnUrls.Local(url).ShouldBe(url);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("certificates")]
    [InlineData("https://example.org/")]
    [InlineData("//example.org")]
    [InlineData("/\\example.org")]
    [InlineData("/a\\..\\b")]
    [InlineData("/\t/example.org")]
    [InlineData("javascript:alert(1)")]
    public void Local_AnythingElse_IsTheDashboard(string? url) => ReturnUrls.Local(url).ShouldBe("/");
}
