using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Rest;
using Ucm.Benchmarks.Servers;

namespace Ucm.Benchmarks.Acme;

/// <summary>Whole ACME issuances, new order to downloaded chain, beside REST issuance in the same process.</summary>
internal static class AcmeSuite
{
    public static IReadOnlyList<Comparison> Create()
    {
        var product = new ProductServer(acme: true);
        var acme = new AcmeLoad(product, 64);
        var rest = RestSuite.Load(product);
        return [new Comparison("Issuance by ACME, http-01, P-256 authority", [acme, rest], [(acme.Name, rest.Name)])];
    }
}
