using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Ucm.Benchmarks.Acme;

/// <summary>An account and its key: signs requests (RFC 8555 §6.2), keeps nonces, repeats a request whose nonce was not accepted.</summary>
internal sealed class AcmeAccount
{
    private const int Attempts = 5;
    private readonly HttpClient http;
    private readonly JsonElement directory;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ConcurrentBag<string> nonces = [];
    private Uri? location;

    private AcmeAccount(HttpClient http, JsonElement directory) => (this.http, this.directory) = (http, directory);

    /// <summary>RFC 7638.</summary>
    public string Thumbprint => Base64UrlEncoder.Encode(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Jwk())));

    public Uri NewOrder => Resource("newOrder");

    public static async Task<AcmeAccount> Register(HttpClient http, Uri directory)
    {
        var account = new AcmeAccount(http, await http.GetFromJsonAsync<JsonElement>(directory));
        using var answer = await account.Post(account.Resource("newAccount"), new { termsOfServiceAgreed = true });
        account.location = answer.Headers.Location;
        return account;
    }

    /// <summary>POST, or POST-as-GET without a payload. An answer that is a problem is an exception.</summary>
    public async Task<HttpResponseMessage> Post(Uri url, object? payload)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var content = new ByteArrayContent(Sign(url, await Nonce(), payload)) { Headers = { ContentType = new MediaTypeHeaderValue("application/jose+json") } };
            var answer = await http.PostAsync(url, content);
            if (answer.Headers.TryGetValues("Replay-Nonce", out var fresh))
                nonces.Add(fresh.First());

            if (answer.IsSuccessStatusCode)
                return answer;

            var problem = await answer.Content.ReadAsStringAsync();
            answer.Dispose();
            if (attempt == Attempts || !problem.Contains("badNonce", StringComparison.Ordinal))
                throw new InvalidOperationException($"{url.AbsolutePath} answers: {problem}");
        }
    }

    private async Task<string> Nonce()
    {
        if (nonces.TryTake(out var nonce))
            return nonce;

        using var request = new HttpRequestMessage(HttpMethod.Head, Resource("newNonce"));
        using var answer = await http.SendAsync(request);
        return answer.Headers.GetValues("Replay-Nonce").First();
    }

    private byte[] Sign(Uri url, string nonce, object? payload)
    {
        object header = location is null
            ? new { alg = "ES256", jwk = Jwk(), nonce, url = url.AbsoluteUri }
            : new { alg = "ES256", kid = location.AbsoluteUri, nonce, url = url.AbsoluteUri };
        var protectedPart = Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(header));
        var payloadPart = payload is null ? "" : Base64UrlEncoder.Encode(JsonSerializer.SerializeToUtf8Bytes(payload));
        var signature = key.SignData(System.Text.Encoding.ASCII.GetBytes($"{protectedPart}.{payloadPart}"), HashAlgorithmName.SHA256);
        return JsonSerializer.SerializeToUtf8Bytes(new { @protected = protectedPart, payload = payloadPart, signature = Base64UrlEncoder.Encode(signature) });
    }

    // In the order of RFC 7638, because the thumbprint is over just this text.
    private object Jwk()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new { crv = "P-256", kty = "EC", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y) };
    }

    private Uri Resource(string name) => new(directory.GetProperty(name).GetString()!);
}
