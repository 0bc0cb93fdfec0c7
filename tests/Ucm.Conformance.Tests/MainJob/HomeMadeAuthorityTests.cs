using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>Authorities whose own names keep no rule: they issue, revoke and answer here, and openssl verifies all of it.</summary>
[Trait("needs", "server")]
public sealed class HomeMadeAuthorityTests(StandaloneServer server) : IClassFixture<StandaloneServer>, IDisposable
{
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Theory]
    [InlineData("lower-case country")]
    [InlineData("country as UTF8String")]
    [InlineData("e-mail as UTF8String")]
    [InlineData("long common name")]
    [InlineData("long organization")]
    [InlineData("empty unit")]
    [InlineData("T61String")]
    [InlineData("BMPString")]
    public async Task Import_OddName_IssuesPublishesAndAnswersUnderTheOctetsOfIt(string kind)
    {
        var id = $"h{Guid.NewGuid():n}";
        new HomeMade(HomeMadeName.Odd(kind, $"home made {id[..8]}")).WriteTo(foreign, "ca");
        using var rest = await RestClient.SignIn(server);

        var (status, answer) = await Post(rest, $"{id}/import", new { pkcs12 = Convert.ToBase64String(foreign.Export("ca")), password = ForeignAuthority.Password });

        status.ShouldBe(200, answer.ToJsonString());
        await LetItIssueLeaves(rest, id);
        var (issued, certificate) = await rest.Issue(new { authority = id, profile = "tls-server", csr = RestClient.Csr($"{id}.example.test") });
        issued.ShouldBe(201, certificate.ToJsonString());
        File.WriteAllText(foreign.File("leaf.pem"), (string)certificate["certificate"]!);
        (await rest.Revoke((string)certificate["id"]!, "superseded")).Status.ShouldBe(200);
        var (published, crl) = await Post(rest, $"{id}/crl", new { });
        published.ShouldBe(200, crl.ToJsonString());

        var serial = (string)certificate["serial"]!;
        await Eventually.Until(async () => (await Crl(id)).Contains(serial, StringComparison.OrdinalIgnoreCase));
        foreign.Run("crl", "-verify", "-noout", "-in", "crl.pem", "-CAfile", "ca.pem").ShouldContain("verify OK");
        foreign.Run("verify", "-CAfile", "ca.pem", "-purpose", "sslserver", "leaf.pem").ShouldContain(": OK");
        await Eventually.Until(() => Task.FromResult(Ask().Contains(": revoked", StringComparison.Ordinal)));
    }

    private static async Task LetItIssueLeaves(RestClient rest, string root)
    {
        using var answer = await rest.Http.PutAsJsonAsync($"/api/authorities/{root}/issuance", new { leaves_from_root = true });
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
    }

    private static async Task<(int Status, JsonNode Body)> Post(RestClient rest, string path, object body)
    {
        using var answer = await rest.Http.PostAsJsonAsync($"/api/authorities/{path}", body);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private async Task<string> Crl(string id)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        using var answer = await http.GetAsync(new Uri($"crl/{id}.crl", UriKind.Relative));
        if (!answer.IsSuccessStatusCode)
        {
            return string.Empty;
        }

        await File.WriteAllBytesAsync(foreign.File("ca.crl"), await answer.Content.ReadAsByteArrayAsync());
        foreign.Run("crl", "-inform", "DER", "-in", "ca.crl", "-out", "crl.pem");
        return foreign.Run("crl", "-noout", "-text", "-in", "crl.pem");
    }

    /// <summary>By the certificate, as a client asks that has it. A busy machine may say to ask again.</summary>
    private string Ask()
    {
        var text = foreign.Run("ocsp", "-issuer", "ca.pem", "-cert", "leaf.pem", "-url", $"{server.HttpUrl}/ocsp", "-CAfile", "ca.pem", "-no_nonce");
        if (!text.Contains("trylater", StringComparison.Ordinal))
        {
            text.ShouldContain("Response verify OK");
        }

        return text;
    }
}
