using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;
using Ucm.Benchmarks.Signing;
using Ucm.Pki.Keys;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>
/// Answers with a nonce, each signed for its client, against what the responder's key can sign on all cores with nothing else to do, and against a bare Kestrel endpoint that makes a signature and does
/// nothing else: what is left of the key's rate when HTTP has its share.
/// </summary>
internal static class OcspLiveSuite
{
    private const string Unit = "requests/s";
    private const int Connections = 64;
    private static readonly byte[] Nonce = [.. Enumerable.Range(0, 16).Select(static i => (byte)i)];

    public static IReadOnlyList<Comparison> Create()
    {
        var bare = new BareServer(FreePort.Find(), signs: true);
        byte[] request = [];
        var p256 = Load(new ProductServer(), "P-256", async (product, asked) => await bare.Start(await Answer(product, request = asked)));
        var rsa = Load(new ProductServer(false, null, "Ucm:Ocsp:ResponderKeys=rsa-2048"), "RSA-2048");
        var signing = new WrkLoad("bare Kestrel POST that signs, P-256", Unit, Connections, () => Task.FromResult(OcspSuite.Post($"{bare.Url}ocsp", request)), bare);
        var (p256Key, rsaKey) = (new SigningLoad(KeyAlgorithm.EcdsaP256, Environment.ProcessorCount), new SigningLoad(KeyAlgorithm.Rsa2048, Environment.ProcessorCount));
        return
        [
            new Comparison(
                "OCSP with a nonce",
                [p256, signing, p256Key, rsa, rsaKey],
                [(p256.Name, p256Key.Name), (signing.Name, p256Key.Name), (p256.Name, signing.Name), (rsa.Name, rsaKey.Name)]),
        ];
    }

    private static WrkLoad Load(ProductServer product, string responder, Func<ProductServer, byte[], Task>? prepared = null) =>
        new($"OCSP POST, nonce, {responder} responder", Unit, Connections, async () =>
        {
            await product.Start();
            using var issuer = await product.Issuer();
            using var certificate = await product.Issue();
            var request = OcspRequests.Encode(certificate, issuer, Nonce);
            if (prepared is not null)
                await prepared(product, request);

            return OcspSuite.Post($"{product.HttpUrl}/ocsp", request);
        }, product);

    private static async Task<RecordedAnswer> Answer(ProductServer product, byte[] request)
    {
        using var client = product.CreateClient();
        using var content = new ByteArrayContent(request);
        content.Headers.ContentType = new("application/ocsp-request");
        using var answer = await client.PostAsync(new Uri($"{product.HttpUrl}/ocsp"), content);
        return await RecordedAnswer.From(answer);
    }
}
