using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Admin;

/// <summary>Authorities made over REST: by one entry made, by another used; what they issue is judged by openssl.</summary>
public abstract class CreateAuthorityRows : IDisposable
{
    private readonly ForeignAuthority openssl = new();
    private readonly string tag = $"{Guid.NewGuid():n}"[..8];

    /// <summary>Signed in as the administrator: where authorities are made (0) and where certificates are asked for (1).</summary>
    private protected abstract Task<RestClient> SignIn(int entry);

    public void Dispose()
    {
        openssl.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Create_ARootAndAConstrainedAuthority_ItIssuesAtTheOtherEntryAndOpenSslVerifies()
    {
        using var first = await SignIn(0);
        using var second = await SignIn(1);
        var (root, sub) = ($"r-{tag}", $"s-{tag}");

        var top = await Create(first, $$"""{"id":"{{root}}","subject":"CN=Root {{tag}},O=Corp","key_algorithm":"ecdsa-p384","validity_days":3650}""");
        var below = await Create(first, $$$"""
            {"id":"{{{sub}}}","subject":"CN=Web {{{tag}}},O=Corp","parent":"{{{root}}}","key_algorithm":"ecdsa-p256","validity_days":1825,"path_length":0,
             "name_constraints":{"permitted":{"dns":["corp.example"],"ip":["10.0.0.0/8"],"email":["corp.example"],"uri":[".corp.example"]},"excluded":{"dns":["no.corp.example"],"directory":["O=Elsewhere"]}},
             "policies":[{"oid":"1.3.6.1.4.1.99999.1","cps":"https://pki.corp.example/cps"}],"extended_key_usage":["serverAuth"]}
            """);
        var issued = await Eventually.Get(() => Issue(second, sub, "www.corp.example"), static answer => answer.Status == 201, TimeSpan.FromSeconds(10));
        var outside = await Issue(second, sub, "www.other.example");

        issued.Status.ShouldBe(201, issued.Body.ToJsonString());
        outside.Status.ShouldBe(422, outside.Body.ToJsonString());
        ((string?)below["issuer"]).ShouldBe(root);
        Save("root.pem", top["certificate"]);
        Save("sub.pem", below["certificate"]);
        Save("leaf.pem", issued.Body["certificate"]);
        openssl.Run("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", "root.pem", "-untrusted", "sub.pem", "leaf.pem").ShouldContain(": OK");
        var text = openssl.Run("x509", "-in", "sub.pem", "-noout", "-text");
        text.ShouldContain("X509v3 Name Constraints: critical");
        text.ShouldContain("DNS:corp.example");
        text.ShouldContain("IP:10.0.0.0/255.0.0.0");
        text.ShouldContain("DNS:no.corp.example");
        text.ShouldContain("DirName:O = Elsewhere");
        text.ShouldContain("pathlen:0");
        text.ShouldContain("CPS: https://pki.corp.example/cps");
        text.ShouldContain("TLS Web Server Authentication");
    }

    [Fact]
    public async Task Create_TheSameAgainAndAnotherUnderTheId_IsTheSameAndAConflict()
    {
        using var first = await SignIn(0);
        using var second = await SignIn(1);
        var body = $$"""{"id":"t-{{tag}}","subject":"CN=Twice {{tag}}","key_algorithm":"ecdsa-p256","validity_days":30}""";

        var made = await Create(first, body);
        var again = await Create(second, body);
        var other = await second.Send(HttpMethod.Post, "/api/authorities", body.Replace("30}", "31}", StringComparison.Ordinal));

        ((string?)again["certificate"]).ShouldBe((string?)made["certificate"]);
        other.Status.ShouldBe(409);
    }

    [Theory]
    [InlineData("""{"id":"Not A Slug"}""", "/id", 400)]
    [InlineData("""{"id":"web-delta"}""", "/id", 400)]
    [InlineData("""{"subject":"nonsense"}""", "/subject", 400)]
    [InlineData("""{"subject":"O=No common name"}""", "/subject", 400)]
    [InlineData("""{"key_algorithm":"dsa"}""", "/key_algorithm", 400)]
    [InlineData("""{"validity_days":0}""", "/validity_days", 400)]
    [InlineData("""{"validity_days":2147483647}""", "/validity_days", 400)]
    [InlineData("""{"validity_days":9000}""", "/validity_days", 422)]
    [InlineData("""{"path_length":-1}""", "/path_length", 400)]
    [InlineData("""{"parent":"nobody"}""", "/parent", 400)]
    [InlineData("""{"parent":"issuing"}""", "/parent", 422)]
    [InlineData("""{"name_constraints":{}}""", "/name_constraints", 400)]
    [InlineData("""{"name_constraints":{"permitted":{"ip":["10.0.0.1/8"]}}}""", "/name_constraints/permitted/ip/0", 400)]
    [InlineData("""{"name_constraints":{"excluded":{"dns":["ok.example","a b"]}}}""", "/name_constraints/excluded/dns/1", 400)]
    [InlineData("""{"policies":[{"oid":"x"}]}""", "/policies/0/oid", 400)]
    [InlineData("""{"policies":[{"oid":"1.2.3","cps":"ftp://x"}]}""", "/policies/0/cps", 400)]
    [InlineData("""{"extended_key_usage":["flying"]}""", "/extended_key_usage/0", 400)]
    public async Task Create_WithABadField_NamesItAndMakesNothing(string change, string pointer, int status)
    {
        using var rest = await SignIn(0);
        var id = $"b-{Guid.NewGuid():n}"[..12];
        var body = JsonNode.Parse($$"""{"id":"{{id}}","subject":"CN=Bad","parent":"root","key_algorithm":"ecdsa-p256","validity_days":30}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        var refused = await rest.Send(HttpMethod.Post, "/api/authorities", body.ToJsonString());

        refused.Status.ShouldBe(status, refused.Body.ToJsonString());
        refused.Body["errors"]!.AsArray().Select(static part => (string)part!["pointer"]!).ShouldContain(pointer);
        (await Create(rest, $$"""{"id":"{{id}}","subject":"CN=Good {{id}}","key_algorithm":"ecdsa-p256","validity_days":30}"""))["status"]!.ToString().ShouldBe("online");
    }

    private void Save(string name, JsonNode? pem) => File.WriteAllText(openssl.File(name), (string)pem!);

    private static async Task<JsonNode> Create(RestClient rest, string body)
    {
        var created = await rest.Send(HttpMethod.Post, "/api/authorities", body);
        created.Status.ShouldBe(201, created.Body.ToJsonString());
        return created.Body;
    }

    private static Task<(int Status, JsonNode Body)> Issue(RestClient rest, string authority, string host) =>
        rest.Issue(new { authority, profile = "tls-server", csr = RestClient.Csr(host) });
}
