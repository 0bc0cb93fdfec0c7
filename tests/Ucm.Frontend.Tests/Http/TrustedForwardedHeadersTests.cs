using Shouldly;
using Ucm.Frontend.Http;

namespace Ucm.Frontend.Tests.Http;

/// <summary>127.0.0.2 is the proxy, everybody else is not.</summary>
public sealed class TrustedForwardedHeadersTests
{
    private const string Proxy = "127.0.0.2";
    private const string Stranger = "127.0.0.3";

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("198.51.100.66, 203.0.113.7")] // the first is the client's own word
    [InlineData("203.0.113.7, 127.0.0.2")] // through two proxies
    public async Task ForwardedFor_OfTheProxy_IsTheClient(string forwarded)
    {
        await using var host = await Host();

        (await Ask(host, tls: true, Proxy, $"X-Forwarded-For: {forwarded}")).ShouldEndWith("\r\n\r\n203.0.113.7 https");
    }

    [Theory]
    [InlineData(false, "http")]
    [InlineData(true, "https")]
    public async Task ForwardedFor_Forged_IsIgnored(bool tls, string scheme)
    {
        await using var host = await Host();

        (await Ask(host, tls, Stranger, "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: ftp")).ShouldEndWith($"\r\n\r\n{Stranger} {scheme}");
    }

    [Fact]
    public async Task ForwardedFor_NoProxyIsListed_IsIgnored()
    {
        await using var host = await new ProxiedHost(new HttpOptions()).Start();

        (await Ask(host, tls: true, "127.0.0.1", "X-Forwarded-For: 203.0.113.7")).ShouldEndWith("\r\n\r\n127.0.0.1 https");
    }

    [Fact]
    public async Task ForwardedProto_HttpInFrontOfTheProxy_GetsWhatThePlainPortServes()
    {
        await using var host = await Host();

        (await Ask(host, tls: true, Proxy, "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: http")).ShouldEndWith("\r\n\r\n203.0.113.7 http");
        (await Ask(host, tls: true, Proxy, "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: http", "/secret")).ShouldStartWith("HTTP/1.1 404 ");
    }

    [Fact]
    public async Task ForwardedProto_OnThePlainPort_DoesNotMakeItTls()
    {
        await using var host = await Host();

        (await Ask(host, tls: false, Proxy, "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https")).ShouldEndWith("\r\n\r\n203.0.113.7 http");
        (await Ask(host, tls: false, Proxy, "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https", "/secret")).ShouldStartWith("HTTP/1.1 404 ");
        (await Ask(host, tls: true, Proxy, "X-Forwarded-For: 203.0.113.7", "/secret")).ShouldEndWith("secret");
    }

    private static Task<ProxiedHost> Host() => new ProxiedHost(new HttpOptions { ForwardedHeaders = { From = { "127.0.0.2/32" } } }).Start();

    private static Task<string> Ask(ProxiedHost host, bool tls, string from, string headers, string path = "/") =>
        host.Ask(tls, from, [], $"GET {path} HTTP/1.0\r\nHost: localhost\r\n{headers}\r\n\r\n");
}
