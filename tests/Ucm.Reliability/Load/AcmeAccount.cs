using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ucm.Reliability.Measuring;

namespace Ucm.Reliability.Load;

/// <summary>An ACME account and its key: signs requests (RFC 8555 §6.2), keeps nonces, repeats a request whose nonce was not taken (§6.5).</summary>
internal sealed class AcmeAccount : IDisposable
{
    private const int NonceAttempts = 5;
    private readonly HttpClient http;
    private readonly JsonElement directory;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ConcurrentBag<string> nonces = [];
    private readonly object jwk;
    private Uri? location;

    private AcmeAccount(HttpClient http, JsonElement directory)
    {
        (this.http, this.directory) = (http, directory);
        var point = key.ExportParameters(includePrivateParameters: false).Q;

        // In the order of RFC 7638, because the thumbprint is over just this text.
        jwk = new { crv = "P-256", kty = "EC", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) };
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(jwk)));
    }

    public string Thumbprint { get; }

    public Uri NewOrder => Resource("newOrder");

    public string Id => location!.Segments[^1];

    /// <summary>Until it works.</summary>
    public static async Task<AcmeAccount> Register(HttpClient http, string https, CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        while (true)
        {
            var directory = await Answer.Of(http, new HttpRequestMessage(HttpMethod.Get, $"{https}/acme/directory"), cancellationToken);
            if (directory.Succeeded)
            {
                var account = new AcmeAccount(http, directory.Json);
                var answer = await account.Post(account.Resource("newAccount"), new { termsOfServiceAgreed = true }, cancellationToken);
                if (answer is { Succeeded: true, Location: { } location })
                {
                    account.location = location;
                    return account;
                }

                account.Dispose();
            }

            await backoff.Wait(directory.RetryAfter, cancellationToken);
        }
    }

    /// <summary>POST, or POST-as-GET without a payload.</summary>
    public async Task<Answer> Post(Uri url, object? payload, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (!nonces.TryTake(out var nonce))
            {
                var fresh = await Answer.Of(http, new HttpRequestMessage(HttpMethod.Head, Resource("newNonce")), cancellationToken);
                if (fresh.Nonce is null)
                    return fresh with { Status = fresh.Succeeded ? 0 : fresh.Status };

                nonce = fresh.Nonce;
            }

            var content = new ByteArrayContent(Sign(url, nonce, payload)) { Headers = { ContentType = new MediaTypeHeaderValue("application/jose+json") } };
            var answer = await Answer.Of(http, new HttpRequestMessage(HttpMethod.Post, url) { Content = content }, cancellationToken);
            if (answer.Nonce is not null)
                nonces.Add(answer.Nonce);

            if (attempt == NonceAttempts || answer.Status != 400 || !answer.Detailed.EndsWith("badNonce", StringComparison.Ordinal))
                return answer;
        }
    }

    public void Dispose() => key.Dispose();

    private byte[] Sign(Uri url, string nonce, object? payload)
    {
        object header = location is null
            ? new { alg = "ES256", jwk, nonce, url = url.AbsoluteUri }
            : new { alg = "ES256", kid = location.AbsoluteUri, nonce, url = url.AbsoluteUri };
        var protectedPart = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(header));
        var payloadPart = payload is null ? "" : Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(payload));
        byte[] signature;
        lock (key)
            signature = key.SignData(Encoding.ASCII.GetBytes($"{protectedPart}.{payloadPart}"), HashAlgorithmName.SHA256);

        return JsonSerializer.SerializeToUtf8Bytes(new { @protected = protectedPart, payload = payloadPart, signature = Base64Url.EncodeToString(signature) });
    }

    private Uri Resource(string name) => new(directory.GetProperty(name).GetString()!);
}
