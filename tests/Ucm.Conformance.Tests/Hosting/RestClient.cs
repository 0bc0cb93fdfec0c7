using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Ucm.Conformance.Tests.Hosting;

/// <summary>REST as an outsider writes it: JSON by hand, nothing of the product's own types.</summary>
internal sealed class RestClient(HttpClient http) : IDisposable
{
    public static Task<RestClient> SignIn(StandaloneServer server) => SignIn(server.CreateClient(), StandaloneServer.AdminPassword);

    public static async Task<RestClient> SignIn(HttpClient http, string password, string username = "admin")
    {
        using var answer = await http.PostAsJsonAsync("/api/auth/login", new { username, password });
        var body = await ReadJson(answer);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)body["access_token"]!);
        return new RestClient(http);
    }

    public HttpClient Http => http;

    public bool IsSignedIn => http.DefaultRequestHeaders.Authorization?.Parameter is { Length: > 0 };

    /// <summary>A PKCS#10 request for DNS names with a new P-256 key, PEM.</summary>
    public static string Csr(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        return request.CreateSigningRequestPem();
    }

    public async Task<(int Status, JsonNode Body)> Issue(object body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/certificates") { Content = JsonContent.Create(body) };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await ReadJson(answer));
    }

    /// <summary>Issues and returns the id; anything but 201 fails the test.</summary>
    public async Task<(string Id, string Serial, string Certificate)> IssueFor(params string[] names)
    {
        var (status, body) = await Issue(new { profile = "tls-server", csr = Csr(names) });
        Assert.True(status == 201, body.ToJsonString());
        return ((string)body["id"]!, (string)body["serial"]!, (string)body["certificate"]!);
    }

    public async Task<(int Status, JsonNode Body)> Get(string path)
    {
        using var answer = await http.GetAsync(path);
        return ((int)answer.StatusCode, await ReadJson(answer));
    }

    public async Task<(int Status, JsonNode Body)> Revoke(string id, string reason)
    {
        using var answer = await http.DeleteAsync($"/api/certificates/{id}?reason={reason}");
        return ((int)answer.StatusCode, await ReadJson(answer));
    }

    /// <summary>Any request, with a JSON body when there is one.</summary>
    public async Task<(int Status, JsonNode Body)> Send(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await ReadJson(answer));
    }

    public void Dispose() => http.Dispose();

    private static async Task<JsonNode> ReadJson(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }
}
