using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Acme;

/// <summary>ACME as raw as it gets: every part of a request can be made wrong. ES256 by the platform, nothing of the product.</summary>
/// <param name="origin">Where requests go, whatever entry the URLs that they come from name.</param>
internal sealed class RawAcmeClient(HttpClient http, string origin) : IDisposable
{
    public RawAcmeClient(StandaloneServer server)
        : this(server.CreateClient(), server.HttpsUrl)
    {
    }

    public ECDsa Key { get; private set; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>URL of the account once there is one.</summary>
    public string? Account { get; private set; }

    public string Base => $"{origin}/acme";

    /// <summary>Used in place of <see cref="Key"/> once it is set.</summary>
    public IAcmeKey? OtherKey { get; set; }

    public JsonObject Jwk => Signer.Jwk;

    /// <summary>RFC 7638.</summary>
    public string Thumbprint => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(
        "{"
        + string.Join(',', Jwk.OrderBy(static member => member.Key, StringComparer.Ordinal).Select(static member => $"\"{member.Key}\":\"{member.Value}\""))
        + "}")));

    private IAcmeKey Signer => OtherKey ?? new EcKey(Key);

    public static Task<RawAcmeClient> WithAccount(StandaloneServer server) => WithAccount(new RawAcmeClient(server));

    /// <summary>The same account through another entry.</summary>
    public RawAcmeClient Through(RawAcmeClient entry)
    {
        entry.UseKey(ECDsa.Create(Key.ExportParameters(includePrivateParameters: true)));
        entry.OtherKey = OtherKey;
        entry.Account = Account;
        return entry;
    }

    public static Task<RawAcmeClient> WithAccount(RawAcmeClient client) => client.Register();

    /// <summary>Makes an account at an ACME server, and is it from then on.</summary>
    public async Task<RawAcmeClient> Register(string newAccount = "/new-account")
    {
        var created = await Post(newAccount, """{"termsOfServiceAgreed":true}""");
        Account = created.Location;
        return this;
    }

    /// <param name="server">Path of an ACME server, such as <c>/fleet</c>.</param>
    public static async Task<RawAcmeClient> WithAccount(StandaloneServer host, string server, Func<RawAcmeClient, JsonObject> binding)
    {
        var client = new RawAcmeClient(host);
        var payload = new JsonObject { ["termsOfServiceAgreed"] = true, ["externalAccountBinding"] = binding(client) };
        client.Account = (await client.Post($"{server}/new-account", payload.ToJsonString())).Location;
        return client;
    }

    public static JsonObject JwkOf(ECDsa key) => new EcKey(key).Jwk;

    public async Task<string> Nonce()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"{Base}/new-nonce");
        return (await Send(request)).Nonce!;
    }

    /// <summary>A correct request, but for what <paramref name="spoil"/> does to its header. An empty payload is POST-as-GET.</summary>
    public async Task<AcmeAnswer> Post(string path, string payload, Action<JsonObject>? spoil = null, string contentType = "application/jose+json")
    {
        var url = path.StartsWith('/') ? Base + path : origin + new Uri(path).PathAndQuery;
        var header = new JsonObject { ["alg"] = Signer.Algorithm, ["nonce"] = await Nonce(), ["url"] = url };
        if (Account is null)
        {
            header["jwk"] = Jwk;
        }
        else
        {
            header["kid"] = Account;
        }

        spoil?.Invoke(header);
        return await PostBody(url, Sign(Signer, header, payload), contentType);
    }

    public async Task<AcmeAnswer> PostBody(string url, string body, string contentType = "application/jose+json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return await Send(request);
    }

    /// <summary>Without a signature.</summary>
    public async Task<AcmeAnswer> Send(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? Base + path : origin + new Uri(path).PathAndQuery);
        return await Send(request);
    }

    /// <summary>Polls until the resource is no longer pending or processing.</summary>
    public Task<AcmeAnswer> Settled(string url) =>
        Eventually.Get(() => Post(url, ""), static answer => (string?)answer.Json["status"] is not ("pending" or "processing"));

    public void UseKey(ECDsa next)
    {
        Key.Dispose();
        Key = next;
    }

    public static string Sign(ECDsa key, JsonObject header, string payload) => Sign(new EcKey(key), header, payload);

    public static string Sign(IAcmeKey key, JsonObject header, string payload)
    {
        var head = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()));
        var body = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        var signature = Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes($"{head}.{body}")));
        return $$"""{"protected":"{{head}}","payload":"{{body}}","signature":"{{signature}}"}""";
    }

    public void Dispose()
    {
        http.Dispose();
        Key.Dispose();
    }

    private async Task<AcmeAnswer> Send(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        return new AcmeAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            Single(response, "Replay-Nonce"),
            Single(response, "Location"),
            Single(response, "Retry-After"),
            response.Headers.TryGetValues("Link", out var links) ? [.. links] : [],
            await response.Content.ReadAsStringAsync());
    }

    private static string? Single(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}

internal sealed record AcmeAnswer(int Status, string? ContentType, string? Nonce, string? Location, string? RetryAfter, string[] Links, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new JsonException("null");

    /// <summary>The problem's type without the prefix that all have.</summary>
    public string? Problem => ContentType == "application/problem+json" ? ((string?)Json["type"])?.Replace("urn:ietf:params:acme:error:", "", StringComparison.Ordinal) : null;
}
