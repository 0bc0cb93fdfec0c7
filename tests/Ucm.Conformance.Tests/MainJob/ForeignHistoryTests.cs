using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>What an authority had revoked before it came here, out of its old CRL.</summary>
[Trait("needs", "server")]
public sealed class ForeignHistoryTests(StandaloneServer server) : IClassFixture<StandaloneServer>, IDisposable
{
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Fact]
    public async Task ImportRevocations_OldCrl_OpenSslFindsThemRevoked()
    {
        new HomeMade(HomeMadeName.Of("old history")).WriteTo(foreign, "ca");
        using var rest = await RestClient.SignIn(server);
        (await Post(rest, "history/import", new { pkcs12 = Convert.ToBase64String(foreign.Export("ca")), password = ForeignAuthority.Password })).Status.ShouldBe(200);

        var (status, answer) = await Post(rest, "history/revocations/import", new { crl = Convert.ToBase64String(Crl()) });

        status.ShouldBe(200, answer.ToJsonString());
        ((int)answer["recorded"]!, (int)answer["refused"]!).ShouldBe((2, 0));
        await Served();
        await Eventually.Until(() => Task.FromResult(Ask("5AC3").Contains("superseded", StringComparison.Ordinal)));
        Ask("5AC3").ShouldContain("Mar  4 05:06:07 2026");
        (await Post(rest, "history/crl", new { })).Status.ShouldBe(200);
        await Eventually.Until(async () =>
        {
            using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
            await File.WriteAllBytesAsync(foreign.File("new.crl"), await http.GetByteArrayAsync(new Uri("crl/history.crl", UriKind.Relative)));
            return foreign.Run("crl", "-inform", "DER", "-in", "new.crl", "-noout", "-text").Contains("Serial Number: 5AC3", StringComparison.Ordinal);
        });
        var (found, certificate) = await Get(rest, (string)answer["items"]![0]!["id"]!);
        (found, (string?)certificate["status"]).ShouldBe((200, "revoked"));
    }

    private static async Task<(int Status, JsonNode Body)> Post(RestClient rest, string path, object body)
    {
        using var answer = await rest.Http.PostAsJsonAsync($"/api/authorities/{path}", body);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private static async Task<(int Status, JsonNode Body)> Get(RestClient rest, string id)
    {
        using var answer = await rest.Http.GetAsync(new Uri($"/api/certificates/{id}", UriKind.Relative));
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    /// <summary>Frontends look for new authorities by themselves.</summary>
    private async Task Served()
    {
        using var http = new HttpClient { BaseAddress = new Uri(server.HttpUrl) };
        await Eventually.Until(async () =>
        {
            using var answer = await http.GetAsync(new Uri("ca/history.crt", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        });
    }

    private byte[] Crl()
    {
        var longAgo = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        using var certificate = X509Certificate2.CreateFromPemFile(foreign.File("ca.pem"), foreign.File("ca.key"));
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry([0x5a, 0xc3], longAgo, X509RevocationReason.Superseded);
        builder.AddEntry([0x07], longAgo);
        return builder.Build(certificate, 42, longAgo.AddYears(1), HashAlgorithmName.SHA256, thisUpdate: longAgo);
    }

    private string Ask(string serial) =>
        foreign.Run("ocsp", "-issuer", "ca.pem", "-serial", $"0x{serial}", "-url", $"{server.HttpUrl}/ocsp", "-CAfile", "ca.pem", "-no_nonce");
}
