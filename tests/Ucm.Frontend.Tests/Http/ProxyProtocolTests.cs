using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Ucm.Frontend.Http;
using Ucm.Frontend.Http.Proxies;

namespace Ucm.Frontend.Tests.Http;

/// <summary>127.0.0.2 is the proxy, everybody else is not.</summary>
public sealed class ProxyProtocolTests
{
    private const string Proxy = "127.0.0.2";
    private const string Stranger = "127.0.0.3";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_OfTheProxy_HasTheClientsAddress(bool tls)
    {
        await using var host = await Host();

        (await host.Ask(tls, Proxy, [ProxyHeaders.Tcp4("203.0.113.7", [0x04, 0, 0])])).ShouldEndWith(Served("203.0.113.7", tls));
        (await host.Ask(tls, Proxy, [ProxyHeaders.Tcp6("2001:db8::7")])).ShouldEndWith(Served("2001:db8::7", tls));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_OfTheProxyForItself_HasTheProxysAddress(bool tls)
    {
        await using var host = await Host();

        (await host.Ask(tls, Proxy, [ProxyHeaders.Local()])).ShouldEndWith(Served(Proxy, tls));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_HeaderByteByByte_IsServed(bool tls)
    {
        await using var host = await Host();

        (await host.Ask(tls, Proxy, ProxyHeaders.Tcp4("203.0.113.7").Select(static one => new[] { one }))).ShouldEndWith(Served("203.0.113.7", tls));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_OfTheProxyWithoutAGoodHeader_IsClosed(bool tls)
    {
        await using var host = await Host();

        (await host.Ask(tls, Proxy, [])).ShouldBeEmpty();
        (await host.Ask(tls, Proxy, ["PROXY TCP4 203.0.113.7 10.0.0.1 1 2\r\n"u8.ToArray()])).ShouldBeEmpty();
        (await host.Ask(tls, Proxy, [ProxyHeaders.Header(0x21, 0x12, new byte[12])])).ShouldBeEmpty();
        (await host.Ask(tls, Proxy, [ProxyHeaders.Tcp4("203.0.113.7"), ProxyHeaders.Tcp4("203.0.113.8")])).ShouldNotContain("203.0.113");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_OfAStranger_IsServedAsTheStrangers(bool tls)
    {
        await using var host = await Host();

        (await host.Ask(tls, Stranger, [])).ShouldEndWith(Served(Stranger, tls));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_OfAStrangerWithAHeader_IsClosed(bool tls)
    {
        await using var host = await Host();

        (await host.Ask(tls, Stranger, [ProxyHeaders.Tcp4("203.0.113.7")])).ShouldBeEmpty();
        (await host.Ask(tls, Stranger, [ProxyHeaders.Local()])).ShouldBeEmpty();
        (await host.Ask(tls, Stranger, ProxyHeaders.Tcp4("203.0.113.7").Select(static one => new[] { one }))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Proxy)]
    [InlineData(Stranger)]
    public async Task Connection_SaysNothingOrTooLittle_IsClosedInTime(string from)
    {
        var clock = new FakeTimeProvider();
        await using var host = await Host(clock);
        foreach (var beginning in (byte[][])[[], ProxyHeaders.Tcp4("203.0.113.7")[..10]])
        {
            using var client = await host.Connect(tls: false, from);
            await client.GetStream().WriteAsync(beginning, Token);
            var closed = Closed(client.GetStream());

            // Again and again, because the limit begins some time after the connection.
            while (await Task.WhenAny(closed, Task.Delay(TimeSpan.FromMilliseconds(20), Token)) != closed)
            {
                clock.Advance(ProxyProtocol.HeaderLimit);
            }

            (await closed).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_NoProxyIsListed_NoHeaderIsBelieved(bool tls)
    {
        await using var host = await new ProxiedHost(new HttpOptions()).Start();

        (await host.Ask(tls, Proxy, [])).ShouldEndWith(Served(Proxy, tls));
        (await host.Ask(tls, Proxy, [ProxyHeaders.Tcp4("203.0.113.7")])).ShouldNotContain("203.0.113.7");
    }

    private static Task<ProxiedHost> Host(TimeProvider? clock = null) => new ProxiedHost(new HttpOptions { ProxyProtocol = { From = { Proxy } } }, clock).Start();

    private static string Served(string address, bool tls) => $"\r\n\r\n{address} {(tls ? "https" : "http")}";

    private static async Task<bool> Closed(Stream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1], Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
