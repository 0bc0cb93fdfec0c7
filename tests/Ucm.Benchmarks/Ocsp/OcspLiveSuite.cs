using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;
using Ucm.Benchmarks.Signing;
using Ucm.Pki.Keys;

namespace Ucm.Benchmarks.Ocsp;

/// <summary>Answers with a nonce, each signed for its client, against what the responder's key can sign on all cores with nothing else to do.</summary>
internal static class OcspLiveSuite
{
    private const string Unit = "requests/s";
    private const int Connections = 64;

    public static IReadOnlyList<Comparison> Create()
    {
        var (p256, p256Key) = (Load(new ProductServer(), "P-256"), new SigningLoad(KeyAlgorithm.EcdsaP256, Environment.ProcessorCount));
        var (rsa, rsaKey) = (Load(new ProductServer(false, null, "Ucm:Ocsp:ResponderKeys=rsa-2048"), "RSA-2048"), new SigningLoad(KeyAlgorithm.Rsa2048, Environment.ProcessorCount));
        return [new Comparison("OCSP with a nonce", [p256, p256Key, rsa, rsaKey], [(p256.Name, p256Key.Name), (rsa.Name, rsaKey.Name)])];
    }

    private static WrkLoad Load(ProductServer product, string responder) => new($"OCSP POST, nonce, {responder} responder", Unit, Connections, async () =>
    {
        await product.Start();
        using var issuer = await product.Issuer();
        using var certificate = await product.Issue();
        return OcspSuite.Post($"{product.HttpUrl}/ocsp", OcspRequests.Encode(certificate, issuer, [.. Enumerable.Range(0, 16).Select(static i => (byte)i)]));
    }, product);
}
