using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>dns-01, wildcards, tls-alpn-01, addresses and CAA over the wire, with lego and raw requests; pebble's challenge test server is the DNS.</summary>
[Trait("needs", "server")]
public sealed class ChallengeTests(ChallengeFixture fixture) : IClassFixture<ChallengeFixture>, IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ucm-challenge-").FullName;

    private ChallengeTestServer Dns => fixture.Dns;

    private StandaloneServer Server => fixture.Server;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Lego_WildcardByDns01_IssuedAndVerified()
    {
        var hook = await Dns.WriteHook(directory);

        await Lego(
            ["--dns", "exec", "--dns.disable-cp", "--dns.resolvers", Dns.DnsServer, "--domains", "*.example.com", "--domains", "example.com", "run"],
            new() { ["EXEC_PATH"] = hook, ["EXEC_SEQUENCE_INTERVAL"] = "1" });

        var bundle = Path.Combine(directory, "certificates", "_.example.com.crt");
        var text = await Tool.Run("openssl", ["x509", "-in", bundle, "-noout", "-ext", "subjectAltName"]);
        text.Output.ShouldContain("DNS:*.example.com");
        text.Output.ShouldContain("DNS:example.com");
        (await Tool.Run("openssl", ["verify", "-CAfile", Server.RootFile, "-untrusted", bundle, bundle])).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Lego_TlsAlpn01_Issued()
    {
        await Lego(["--tls", "--tls.port", $"127.0.0.1:{Server.AcmeTlsAlpnPort}", "--domains", "alpn.example.com", "run"], []);

        File.Exists(Path.Combine(directory, "certificates", "alpn.example.com.crt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Lego_DelegatedByCname_Issued()
    {
        await Dns.SetCname("_acme-challenge.www.delegated.example", "www.acme-dns.example");
        var hook = Path.Combine(directory, "hook.sh");
        await File.WriteAllTextAsync(hook, $$"""
            #!/bin/sh
            [ "$1" = present ] || exit 0
            curl -sf -d "{\"host\":\"www.acme-dns.example.\",\"value\":\"$3\"}" {{Dns.Management}}set-txt

            """, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);

        await Lego(
            ["--dns", "exec", "--dns.disable-cp", "--dns.resolvers", Dns.DnsServer, "--domains", "www.delegated.example", "run"],
            new() { ["EXEC_PATH"] = hook });

        File.Exists(Path.Combine(directory, "certificates", "www.delegated.example.crt")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("127.0.0.1", "1.0.0.127.in-addr.arpa")]
    [InlineData("::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa")]
    public async Task TlsAlpn01_Address_ValidWithTheReverseNameInSni(string address, string serverName)
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6 || !address.Contains(':', StringComparison.Ordinal), "This machine has no IPv6.");
        using var client = await RawAcmeClient.WithAccount(Server);
        var authorization = await Authorization(client, "ip", address);
        var (url, token) = Challenge(authorization, "tls-alpn-01");
        await using var responder = new AlpnResponder(IPAddress.Parse(address), Server.AcmeTlsAlpnPort, $"{token}.{client.Thumbprint}");

        await client.Post(url, "{}");
        var settled = await client.Settled(authorization.Url);

        ((string?)settled.Json["status"]).ShouldBe("valid", settled.Body);
        responder.ServerName.ShouldBe(serverName);
        authorization.Types.ShouldBe(["http-01", "tls-alpn-01"], ignoreOrder: true);
    }

    [Fact]
    public async Task Http01_IPv6Address_HostIsBracketed()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var client = await RawAcmeClient.WithAccount(Server);
        var authorization = await Authorization(client, "ip", "::1");
        var (url, token) = Challenge(authorization, "http-01");
        await using var web = new ChallengeServer(Server.AcmeHttpPort, IPAddress.IPv6Loopback);
        web.Body($"/.well-known/acme-challenge/{token}", $"{token}.{client.Thumbprint}");

        await client.Post(url, "{}");
        var settled = await client.Settled(authorization.Url);

        ((string?)settled.Json["status"]).ShouldBe("valid", settled.Body);
        web.Hosts.ShouldBe([$"[::1]:{Server.AcmeHttpPort}"]);
    }

    [Fact]
    public async Task Authorization_Wildcard_ShowsTheNameBelowAndTheFlagAndDns01Alone()
    {
        using var client = await RawAcmeClient.WithAccount(Server);
        var order = await Order(client, "dns", "*.Flag.example.com");
        var authorization = await client.Post((string)order.Json["authorizations"]![0]!, "");

        ((string?)order.Json["identifiers"]![0]!["value"]).ShouldBe("*.flag.example.com");
        ((string?)authorization.Json["identifier"]!["value"]).ShouldBe("flag.example.com");
        ((bool?)authorization.Json["wildcard"]).ShouldBe(true);
        authorization.Json["challenges"]!.AsArray().Select(static one => (string?)one!["type"]).ShouldBe(["dns-01"]);
    }

    [Fact]
    public async Task Dns01_WrongValue_InvalidWithTheValuesTheNameAndTheServer()
    {
        using var client = await RawAcmeClient.WithAccount(Server);
        var authorization = await Authorization(client, "dns", "wrong.example.com");
        await Dns.SetTxt("_acme-challenge.wrong.example.com", "something else");

        await client.Post(Challenge(authorization, "dns-01").Url, "{}");
        var attempted = await Eventually.Get(() => client.Post(Challenge(authorization, "dns-01").Url, ""), static answer => answer.Json["error"] is not null);

        ((string?)attempted.Json["error"]!["type"]).ShouldEndWith("incorrectResponse");
        var detail = (string)attempted.Json["error"]!["detail"]!;
        detail.ShouldContain("something else");
        detail.ShouldContain("_acme-challenge.wrong.example.com");
        detail.ShouldContain(Dns.DnsServer);
        ((string?)attempted.Json["validationRecord"]![0]!["url"]).ShouldBe("dns:_acme-challenge.wrong.example.com?type=TXT");
    }

    [Fact]
    public async Task Dns01_RecordAppearsWhileItIsTried_Valid()
    {
        using var client = await RawAcmeClient.WithAccount(Server);
        var authorization = await Authorization(client, "dns", "slow.example.com");
        var (url, token) = Challenge(authorization, "dns-01");

        await client.Post(url, "{}");
        await Eventually.Get(() => client.Post(url, ""), static answer => answer.Json["error"] is not null);
        await Dns.SetTxt(
            "_acme-challenge.slow.example.com",
            Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{token}.{client.Thumbprint}"))));
        var settled = await client.Settled(authorization.Url);

        ((string?)settled.Json["status"]).ShouldBe("valid", settled.Body);
    }

    [Theory]
    [InlineData("allowed", "ca.example", "valid")]
    [InlineData("other", "other.example", "invalid")]
    [InlineData("nobody", ";", "invalid")]
    public async Task Caa_OfAName_IssuedOrRefusedWithTheTypeCaa(string name, string issuer, string status)
    {
        var host = $"{name}.caa.example";
        await Dns.AddCaa(host, ("issue", issuer));
        using var client = await RawAcmeClient.WithAccount(Server);
        var authorization = await Authorization(client, "dns", host);
        var (url, token) = Challenge(authorization, "dns-01");
        await Dns.SetTxt($"_acme-challenge.{host}", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{token}.{client.Thumbprint}"))));

        await client.Post(url, "{}");
        var settled = await client.Settled(authorization.Url);

        ((string?)settled.Json["status"]).ShouldBe(status, settled.Body);
        (status == "valid" || (string?)settled.Json["challenges"]![0]!["error"]!["type"] == "urn:ietf:params:acme:error:caa").ShouldBeTrue(settled.Body);
    }

    private static Task<AcmeAnswer> Order(RawAcmeClient client, string type, string value) => client.Post(
        "/new-order", new JsonObject { ["identifiers"] = new JsonArray(new JsonObject { ["type"] = type, ["value"] = value }) }.ToJsonString());

    private static async Task<ShownAuthorization> Authorization(RawAcmeClient client, string type, string value)
    {
        var order = await Order(client, type, value);
        order.Status.ShouldBe(201, order.Body);
        var url = (string)order.Json["authorizations"]![0]!;
        return new ShownAuthorization(url, (await client.Post(url, "")).Json);
    }

    private static (string Url, string Token) Challenge(ShownAuthorization authorization, string type)
    {
        var challenge = authorization.Json["challenges"]!.AsArray().Single(one => (string?)one!["type"] == type)!;
        return ((string)challenge["url"]!, (string)challenge["token"]!);
    }

    private async Task Lego(string[] arguments, Dictionary<string, string> environment)
    {
        string[] common = ["--server", $"{Server.HttpsUrl}/acme/directory", "--accept-tos", "--email", "admin@example.com", "--path", directory];
        environment["LEGO_CA_CERTIFICATES"] = Server.RootFile;
        var result = await Tool.Run("lego", [.. common, .. arguments], environment, directory);
        result.ExitCode.ShouldBe(0, result.All);
    }

    private sealed record ShownAuthorization(string Url, JsonNode Json)
    {
        public IEnumerable<string?> Types => Json["challenges"]!.AsArray().Select(static one => (string?)one!["type"]);
    }
}
