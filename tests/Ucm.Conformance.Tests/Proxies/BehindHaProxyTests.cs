using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Proxies;

/// <summary>Clients of different addresses behind one HAProxy that passes TCP through.</summary>
[Trait("needs", "server")]
public sealed class BehindHaProxyTests(HaProxy proxy) : IClassFixture<HaProxy>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_OneAddressTriesWrongPasswords_OthersSignInAndItsOwnSessionIsRefreshed()
    {
        using var attacked = proxy.Client("127.0.0.2");
        using var elsewhere = proxy.Client("127.0.0.3");
        var (_, session) = await SignIn(attacked, StandaloneServer.AdminPassword);

        var codes = await WrongPasswords(attacked, until: "rate_limited");

        codes.ShouldContain("locked_out");
        codes[^1].ShouldBe("rate_limited");
        (await SignIn(elsewhere, StandaloneServer.AdminPassword)).Status.ShouldBe(200);
        using var refreshed = await attacked.PostAsJsonAsync("/api/auth/refresh", new { refresh_token = (string)session["refresh_token"]! }, Token);
        refreshed.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Audit_SignInsThroughTheProxy_ShowsTheClientsAddresses()
    {
        using var failing = proxy.Client("127.0.0.4");
        await SignIn(failing, "not the password");
        using var rest = await RestClient.SignIn(proxy.Client("127.0.0.5"), StandaloneServer.AdminPassword);

        var (_, audit) = await rest.Get("/api/audit?limit=200");

        var rows = audit["items"]!.AsArray().Select(static row => ($"{row!["action"]}", $"{row["address"]}")).ToList();
        rows.ShouldContain(("session.refuse", "127.0.0.4"));
        rows.ShouldContain(("session.open", "127.0.0.5"));
        rows.ShouldNotContain(static row => row.Item2 == "127.0.0.9" || row.Item2 == "127.0.0.1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Connection_WithAForgedHeader_IsRefused(bool tls)
    {
        var direct = await Answer(tls ? proxy.Server.HttpsPort : proxy.Server.HttpPort);
        var throughTheProxy = await Answer(proxy.Port(tls));

        direct.ShouldBeEmpty();
        throughTheProxy.ShouldNotContain(" 200 ");
    }

    [Fact]
    public async Task PlainPort_ThroughTheProxyAndWithoutIt_ServesStatus()
    {
        using var through = proxy.PlainClient();
        using var direct = new HttpClient { BaseAddress = new Uri(proxy.Server.HttpUrl) };

        (await through.GetAsync("/ca/root.crt", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await direct.GetAsync("/ca/root.crt", Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<List<string>> WrongPasswords(HttpClient client, string until)
    {
        List<string> codes = [];
        while (codes.Count < 200 && (codes.Count == 0 || codes[^1] != until))
        {
            codes.Add((string)(await SignIn(client, "not the password")).Body["code"]!);
        }

        return codes;
    }

    private static async Task<(int Status, JsonNode Body)> SignIn(HttpClient client, string password)
    {
        using var answer = await client.PostAsJsonAsync("/api/auth/login", new { username = "admin", password }, Token);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!);
    }

    /// <summary>To a request behind a header that says 203.0.113.7.</summary>
    private static async Task<string> Answer(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Token);
        byte[] header = [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 12, 203, 0, 113, 7, 10, 0, 0, 1, 0xC0, 1, 0x20, 0xFB];
        try
        {
            await client.GetStream().WriteAsync(header, Token);
            await client.GetStream().WriteAsync("GET /ca/root.crt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
            using var reader = new StreamReader(client.GetStream());
            return await reader.ReadToEndAsync(Token);
        }
        catch (IOException)
        {
            // Closed with a reset.
            return string.Empty;
        }
    }
}
