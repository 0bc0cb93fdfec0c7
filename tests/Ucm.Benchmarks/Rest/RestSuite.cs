using System.Text;
using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Servers;
using Ucm.Benchmarks.Signing;
using Ucm.Benchmarks.Storage;
using Ucm.Pki.Keys;

namespace Ucm.Benchmarks.Rest;

/// <summary>Issuance by REST, CSR in, durable certificate out, against what its key and its database could do if they had nothing else to do.</summary>
internal static class RestSuite
{
    private const int Connections = 64;
    private const int WarmUp = 30_000;

    public static IReadOnlyList<Comparison> Create()
    {
        var rest = Load(new ProductServer());
        var database = new CertificateRowsLoad(Connections);
        var signing = new SigningLoad(KeyAlgorithm.EcdsaP256, Environment.ProcessorCount);
        return [new Comparison("Issuance by REST, P-256 authority", [rest, database, signing], [(rest.Name, database.Name), (rest.Name, signing.Name)])];
    }

    public static ILoad Load(ProductServer product, string? label = null, params IReadOnlyList<Spender> others) =>
        new WrkLoad(label ?? $"REST issuance, {Connections} connections", "certificates/s", Connections, () => Request(product), product)
        {
            WarmUp = WarmUp,
            Spenders = others,
        };

    public static async Task<WrkRequest> Request(ProductServer product)
    {
        await product.Start();
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json", ["Authorization"] = $"Bearer {await product.SignIn()}" };
        return new WrkRequest($"{product.HttpsUrl}/api/certificates", "POST", headers, Encoding.UTF8.GetBytes(ProductServer.IssueBody()));
    }
}
