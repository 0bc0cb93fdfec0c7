using Shouldly;
using Ucm.Frontend.Hosting;
using Ucm.Frontend.Http;
using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend.Tests.Http;

/// <summary>A server that others reach, and whose certificates would name localhost.</summary>
public sealed class PublicUrlWarningTests
{
    [Theory]
    [InlineData("*")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public void Find_BeyondLoopbackWithLocalUrls_NamesBothSettings(string address)
    {
        var warning = Find(address, "https://localhost:8443", "http://127.0.0.1:8080").ShouldNotBeNull();

        warning.ShouldContain("Ucm:PublicUrls:Https (https://localhost:8443)");
        warning.ShouldContain("Ucm:PublicUrls:Http (http://127.0.0.1:8080)");
        warning.ShouldContain($"'{address}'");
    }

    [Fact]
    public void Find_OneUrlIsLocal_NamesThatOne() =>
        Find("*", "https://ca.example", "http://[::1]:8080").ShouldNotBeNull().ShouldNotContain("Ucm:PublicUrls:Https");

    [Theory]
    [InlineData("localhost", "http://localhost:8080")]
    [InlineData("127.0.0.9", "http://localhost:8080")]
    [InlineData("::1", "http://localhost:8080")]
    [InlineData("*", "http://ca.example")]
    public void Find_UrlsThatFit_IsSilent(string address, string http) =>
        Find(address, http.Replace("http", "https", StringComparison.Ordinal), http).ShouldBeNull();

    private static string? Find(string address, string https, string http) =>
        PublicUrlWarning.Find(new HttpOptions { Address = address }, new PublicUrls(https, http));
}
