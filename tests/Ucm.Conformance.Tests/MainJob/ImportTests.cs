using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>An authority moves in from another product, which is openssl, and openssl judges what it does here.</summary>
[Trait("needs", "server")]
public sealed class ImportTests(StandaloneServer server) : IClassFixture<StandaloneServer>, IDisposable
{
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Theory]
    [InlineData("rsa-2048", "")]
    [InlineData("p-256", "")]
    [InlineData("legacy", "-legacy")]
    public async Task Import_FromOpenSsl_IssuesRevokesAndAnswers(string id, string option)
    {
        foreign.Root(id, id == "p-256" ? ForeignAuthority.P256 : ForeignAuthority.Rsa2048);
        using var rest = await RestClient.SignIn(server);
        const long oldNumber = 20_261_125_000_000;

        var (status, authority) = await Import(rest, id, foreign.Export(id, null, option.Length == 0 ? [] : [option]), oldNumber);
        status.ShouldBe(200, authority.ToJsonString());
        await Served(id);
        await LetItIssueLeaves(rest, id);
        ((string)authority["certificate"]!).Trim().ShouldBe(File.ReadAllText(foreign.File($"{id}.pem")).Trim());
        var good = await Issue(rest, id);
        var bad = await Issue(rest, id);
        (await rest.Revoke(bad.Id, "superseded")).Status.ShouldBe(200);
        (await Publish(rest, id)).ShouldBeGreaterThan(oldNumber);

        await Fetch($"ca/{id}.crt", "served.crt");
        foreign.Run("x509", "-inform", "DER", "-in", "served.crt", "-out", "ca.pem");
        await Fetch($"crl/{id}.crl", "ca.crl");
        foreign.Run("crl", "-inform", "DER", "-in", "ca.crl", "-out", "crl.pem");
        foreign.Run("crl", "-verify", "-noout", "-in", "crl.pem", "-CAfile", $"{id}.pem").ShouldContain("verify OK");
        foreign.Run("crl", "-noout", "-text", "-in", "crl.pem").ShouldContain(bad.Serial, Case.Insensitive);
        foreign.Run("verify", "-x509_strict", "-crl_check", "-CAfile", $"{id}.pem", "-CRLfile", "crl.pem", "-purpose", "sslserver", Save(good)).ShouldContain(": OK");
        Should.Throw<InvalidOperationException>(() => foreign.Run("verify", "-crl_check", "-CAfile", $"{id}.pem", "-CRLfile", "crl.pem", Save(bad))).Message.ShouldContain("revoked");
        Ask(id, good.Serial).ShouldContain(": good");
        (await Eventually.Get(() => Task.FromResult(Ask(id, bad.Serial)), static text => text.Contains(": revoked", StringComparison.Ordinal))).ShouldContain("superseded");
    }

    [Fact]
    public async Task Import_UnderAnImportedRoot_ItsOwnStatusIsTheRoots()
    {
        foreign.Root("top", ForeignAuthority.P256);
        foreign.Sub("below", "top", ForeignAuthority.P256);
        using var rest = await RestClient.SignIn(server);

        (await Import(rest, "top", foreign.Export("top"))).Status.ShouldBe(200);
        var (status, below) = await Import(rest, "below", foreign.Export("below", ["top"]));

        (status, (string?)below["issuer"]).ShouldBe((200, "top"));
        await Served("below");
        var serial = SerialOf("below");
        Ask("top", serial).ShouldContain(": good");
        (await rest.Revoke($"top.{serial.ToLowerInvariant().TrimStart('0')}", "cessationOfOperation")).Status.ShouldBe(200);
        await Eventually.Until(() => Task.FromResult(Ask("top", serial).Contains(": revoked", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ImportCertificates_IssuedElsewhere_OpenSslFindsTheirStatus()
    {
        foreign.Root("past", ForeignAuthority.Rsa2048);
        foreign.Sub("kept", "past", ForeignAuthority.P256, "basicConstraints=CA:false");
        foreign.Sub("lost", "past", ForeignAuthority.P256, "basicConstraints=CA:false");
        using var rest = await RestClient.SignIn(server);
        (await Import(rest, "past", foreign.Export("past"))).Status.ShouldBe(200);
        await Served("past");
        Ask("past", SerialOf("kept")).ShouldContain(": unknown");

        var (status, problem) = await Post(rest, "past/certificates/import", new
        {
            certificates = new object[]
            {
                new { certificate = File.ReadAllText(foreign.File("kept.pem")) },
                new { certificate = File.ReadAllText(foreign.File("lost.pem")), revoked_at = "2026-03-04T05:06:07Z", reason = "keyCompromise" },
            },
        });

        status.ShouldBe(200, problem.ToJsonString());
        Ask("past", SerialOf("kept")).ShouldContain(": good");
        var lost = Ask("past", SerialOf("lost"));
        lost.ShouldContain("keyCompromise");
        lost.ShouldContain("Mar  4 05:06:07 2026");
        await Publish(rest, "past");
        await Eventually.Until(async () =>
        {
            await Fetch("crl/past.crl", "past.crl");
            return foreign.Run("crl", "-inform", "DER", "-in", "past.crl", "-noout", "-text").Contains(SerialOf("lost"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Import_TooLongOrWrong_IsRefusedWithoutTheSecret()
    {
        foreign.Root("wrong", ForeignAuthority.P256);
        using var rest = await RestClient.SignIn(server);

        (await Import(rest, "wrong", new byte[400 * 1024])).Status.ShouldBe(413);
        (await Import(rest, "wrong", new byte[130 * 1024])).Status.ShouldBe(400);
        foreign.Run("pkcs12", "-export", "-inkey", "wrong.key", "-in", "wrong.pem", "-passout", "pass:other", "-out", "wrong.p12");
        var (status, problem) = await Import(rest, "wrong", File.ReadAllBytes(foreign.File("wrong.p12")));

        status.ShouldBe(400);
        problem.ToJsonString().ShouldContain("password of the PKCS#12 file is wrong");
        string.Join('\n', server.Output).ShouldNotContain(ForeignAuthority.Password);
    }

    private static Task<(int Status, JsonNode Body)> Import(RestClient rest, string id, byte[] pkcs12, long floor = 0) =>
        Post(rest, $"{id}/import", new { pkcs12 = Convert.ToBase64String(pkcs12), password = ForeignAuthority.Password, crl_number_floor = floor });

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

    private static async Task<(string Id, string Serial, string Certificate)> Issue(RestClient rest, string authority)
    {
        var (status, body) = await rest.Issue(new { authority, profile = "tls-server", csr = RestClient.Csr($"{Guid.NewGuid():n}.example.test") });
        status.ShouldBe(201, body.ToJsonString());
        return ((string)body["id"]!, (string)body["serial"]!, (string)body["certificate"]!);
    }

    private static async Task<long> Publish(RestClient rest, string authority)
    {
        using var answer = await rest.Http.PostAsync($"/api/authorities/{authority}/crl", null);
        return (long)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["crl"]!["number"]!;
    }

    private string SerialOf(string name) => foreign.Run("x509", "-in", $"{name}.pem", "-noout", "-serial").Trim().Split('=')[1];

    private string Save((string Id, string Serial, string Certificate) issued)
    {
        File.WriteAllText(foreign.File($"{issued.Serial}.pem"), issued.Certificate);
        return $"{issued.Serial}.pem";
    }

    private string Ask(string issuer, string serial)
    {
        var text = foreign.Run("ocsp", "-issuer", $"{issuer}.pem", "-serial", $"0x{serial}", "-url", $"{server.HttpUrl}/ocsp", "-CAfile", $"{issuer}.pem", "-no_nonce");
        text.ShouldContain("Response verify OK");
        return text;
    }

    /// <summary>Frontends look for new authorities by themselves.</summary>
    private async Task Served(string id)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        await Eventually.Until(async () =>
        {
            using var answer = await http.GetAsync(new Uri($"ca/{id}.crt", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        });
    }

    private async Task Fetch(string path, string file)
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        await File.WriteAllBytesAsync(foreign.File(file), await http.GetByteArrayAsync(new Uri(path, UriKind.Relative)));
    }
}
