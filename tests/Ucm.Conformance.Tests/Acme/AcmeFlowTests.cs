using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>RFC 8555 §7 and §8.3 from the account to the revoked certificate, over the wire.</summary>
[Trait("needs", "server")]
public sealed class AcmeFlowTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    [Fact]
    public async Task Account_CreatedFoundUpdatedAndDeactivated_WithStatusAndLocation()
    {
        using var client = new RawAcmeClient(server);
        var unknown = await client.Post("/new-account", """{"onlyReturnExisting":true}""");
        var created = await client.Post("/new-account", """{"contact":["mailto:a@example.com"],"termsOfServiceAgreed":true}""");
        var found = await client.Post("/new-account", """{"onlyReturnExisting":true}""");
        using var owner = await RawAcmeClient.WithAccount(server);

        var empty = await owner.Post(owner.Account!, "{}");
        var read = await owner.Post(owner.Account!, "");
        var nullContact = await owner.Post(owner.Account!, """{"contact":[null]}""");
        var foreign = await owner.Post(created.Location!, "");
        var gone = await owner.Post(owner.Account!, """{"status":"deactivated"}""");
        var after = await owner.Post(owner.Account!, "");

        unknown.Problem.ShouldBe("accountDoesNotExist");
        (created.Status, found.Status).ShouldBe((201, 200));
        found.Location.ShouldBe(created.Location);
        empty.Status.ShouldBe(200, empty.Body);
        ((string?)read.Json["status"]).ShouldBe("valid");
        nullContact.Problem.ShouldBe("invalidContact");
        (foreign.Status, foreign.Problem).ShouldBe((403, "unauthorized"));
        ((string?)gone.Json["status"]).ShouldBe("deactivated");
        (after.Status, after.Problem).ShouldBe((401, "unauthorized"));
    }

    [Fact]
    public async Task Order_OfANameAndAnAddress_IssuedReadableByItsAccountOnlyAndRevokedOnce()
    {
        using var client = await RawAcmeClient.WithAccount(server);
        using var stranger = await RawAcmeClient.WithAccount(server);
        await using var web = new ChallengeServer(server.AcmeHttpPort);

        var order = await NewOrder(client, ("dns", "localhost"), ("ip", "127.0.0.1"));
        foreach (var authorization in Authorizations(order))
        {
            var (url, path, keyAuthorization) = await Challenge(client, authorization);
            web.Body(path, keyAuthorization + " \r\n");
            var responded = await client.Post(url, "{}");
            responded.Links.ShouldContain($"<{authorization}>;rel=\"up\"");
            var settled = await client.Settled(authorization);
            ((string?)settled.Json["status"]).ShouldBe("valid", settled.Body);
        }

        var final = await client.Post((string)order.Json["finalize"]!, $$"""{"csr":"{{Csr("localhost", "127.0.0.1")}}"}""");
        var valid = await client.Settled(order.Location!);
        var certificate = await client.Post((string)valid.Json["certificate"]!, "");
        var foreign = await stranger.Post((string)valid.Json["certificate"]!, "");
        var der = Base64Url.EncodeToString(X509Certificate2.CreateFromPem(certificate.Body).RawData);
        var notTheirs = await stranger.Post("/revoke-cert", $$"""{"certificate":"{{der}}"}""");
        var revoked = await client.Post("/revoke-cert", $$"""{"certificate":"{{der}}","reason":4}""");
        var again = await client.Post("/revoke-cert", $$"""{"certificate":"{{der}}"}""");

        final.Status.ShouldBe(200, final.Body);
        final.Location.ShouldBe(order.Location);
        certificate.ContentType.ShouldBe("application/pem-certificate-chain");
        certificate.Body.ShouldEndWith("-----END CERTIFICATE-----\n");
        foreign.Status.ShouldBe(404);
        notTheirs.Status.ShouldBe(403);
        (revoked.Status, revoked.Body).ShouldBe((200, ""));
        again.Problem.ShouldBe("alreadyRevoked");
        web.Hosts.ShouldAllBe(host => host == $"localhost:{server.AcmeHttpPort}" || host == $"127.0.0.1:{server.AcmeHttpPort}");
    }

    [Fact]
    public async Task Http01_AfterTwoRedirectsOverIPv4Only_ValidWithItsRecord()
    {
        using var client = await RawAcmeClient.WithAccount(server);
        await using var web = new ChallengeServer(server.AcmeHttpPort);
        var order = await NewOrder(client, ("dns", "localhost"));
        var authorization = Authorizations(order)[0];
        var (url, path, keyAuthorization) = await Challenge(client, authorization);
        web.Redirect(path, "/elsewhere?a=b");
        web.Redirect("/elsewhere?a=b", $"http://127.0.0.1:{server.AcmeHttpPort}/there");
        web.Body("/there", keyAuthorization);

        await client.Post(url, "{}");
        var settled = await client.Settled(authorization);

        ((string?)settled.Json["status"]).ShouldBe("valid", settled.Body);
        var record = settled.Json["challenges"]![0]!["validationRecord"]!.AsArray();
        record.Count.ShouldBe(3);
        record.Select(static hop => (string?)hop!["addressUsed"]).ShouldAllBe(static address => address == "127.0.0.1");
    }

    [Theory]
    [InlineData("endless", "incorrectResponse")]
    [InlineData("wrong", "incorrectResponse")]
    [InlineData("loop", "connection")]
    [InlineData("port", "connection")]
    [InlineData("scheme", "connection")]
    [InlineData("missing", "incorrectResponse")]
    public async Task Http01_OfAServerThatProvesNothing_InvalidAfterFourAttemptsWithAReason(string kind, string problem)
    {
        using var client = await RawAcmeClient.WithAccount(server);
        await using var web = new ChallengeServer(server.AcmeHttpPort);
        var order = await NewOrder(client, ("dns", "localhost"));
        var authorization = Authorizations(order)[0];
        var (url, path, keyAuthorization) = await Challenge(client, authorization);
        Misbehave(web, kind, path, keyAuthorization);

        var responded = await client.Post(url, "{}");
        var settled = await client.Settled(authorization);

        responded.RetryAfter.ShouldNotBeNull();
        ((string?)settled.Json["status"]).ShouldBe("invalid", settled.Body);
        var challenge = settled.Json["challenges"]![0]!;
        ((string?)challenge["error"]!["type"]).ShouldBe($"urn:ietf:params:acme:error:{problem}");
        challenge["validationRecord"]!.AsArray().Select(static record => (string?)record!["attempted"]).Distinct().Count().ShouldBe(4);
        ((string?)(await client.Post(order.Location!, "")).Json["status"]).ShouldBe("invalid");
    }

    [Fact]
    public async Task NewOrder_WithBadNames_ASubproblemForEachWithItsType()
    {
        using var client = await RawAcmeClient.WithAccount(server);

        var answer = await NewOrder(client, ("dns", "*.*.example.com"), ("ip", "192.0.2.300"), ("dns", "good.example.com"), ("dns", "-"));

        answer.Problem.ShouldBe("rejectedIdentifier", answer.Body);
        answer.Json["subproblems"]!.AsArray().Select(static part => (string?)part!["identifier"]!["value"]).ShouldBe(["*.*.example.com", "192.0.2.300", "-"]);
    }

    [Fact]
    public async Task KeyChange_ToAFreshKeyThenToAUsedOne_RolledOverThen409WithTheHolder()
    {
        using var client = await RawAcmeClient.WithAccount(server);
        using var other = await RawAcmeClient.WithAccount(server);
        var next = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var conflict = await client.Post("/key-change", KeyChange(client, other.Key));
        var changed = await client.Post("/key-change", KeyChange(client, next));
        var byTheOldKey = await client.Post(client.Account!, "");
        client.UseKey(next);
        var byTheNewKey = await client.Post(client.Account!, "");

        (conflict.Status, conflict.Location).ShouldBe((409, other.Account));
        changed.Status.ShouldBe(200, changed.Body);
        byTheOldKey.Problem.ShouldBe("malformed");
        byTheNewKey.Status.ShouldBe(200, byTheNewKey.Body);
    }

    private void Misbehave(ChallengeServer web, string kind, string path, string keyAuthorization)
    {
        switch (kind)
        {
            case "endless":
                web.Body(path, keyAuthorization + new string(' ', 100_000));
                break;
            case "wrong":
                web.Body(path, keyAuthorization + "x");
                break;
            case "loop":
                web.Redirect(path, path);
                break;
            case "port":
                web.Redirect(path, $"http://127.0.0.1:{server.HttpPort}/");
                break;
            case "scheme":
                web.Redirect(path, "ftp://127.0.0.1/");
                break;
        }
    }

    private static Task<AcmeAnswer> NewOrder(RawAcmeClient client, params (string Type, string Value)[] names)
    {
        var identifiers = new JsonArray([.. names.Select(static name => new JsonObject { ["type"] = name.Type, ["value"] = name.Value })]);
        return client.Post("/new-order", new JsonObject { ["identifiers"] = identifiers }.ToJsonString());
    }

    private static List<string> Authorizations(AcmeAnswer order)
    {
        order.Status.ShouldBe(201, order.Body);
        return [.. order.Json["authorizations"]!.AsArray().Select(static url => (string)url!)];
    }

    private static async Task<(string Url, string Path, string KeyAuthorization)> Challenge(RawAcmeClient client, string authorization)
    {
        var challenge = (await client.Post(authorization, "")).Json["challenges"]!.AsArray().Single(static challenge => (string?)challenge!["type"] == "http-01")!;
        var token = (string)challenge["token"]!;
        return ((string)challenge["url"]!, $"/.well-known/acme-challenge/{token}", $"{token}.{client.Thumbprint}");
    }

    private static string KeyChange(RawAcmeClient client, ECDsa next)
    {
        var header = new JsonObject { ["alg"] = "ES256", ["url"] = $"{client.Base}/key-change", ["jwk"] = RawAcmeClient.JwkOf(next) };
        return RawAcmeClient.Sign(next, header, new JsonObject { ["account"] = client.Account, ["oldKey"] = client.Jwk }.ToJsonString());
    }

    private static string Csr(string name, string address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        return Base64Url.EncodeToString(request.CreateSigningRequest());
    }
}
