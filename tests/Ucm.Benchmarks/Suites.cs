using Ucm.Benchmarks.Acme;
using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Ocsp;
using Ucm.Benchmarks.Rest;
using Ucm.Benchmarks.Signing;
using Ucm.Benchmarks.Storage;
using Ucm.Pki.Keys;

namespace Ucm.Benchmarks;

/// <summary>What can be measured, by name.</summary>
internal static class Suites
{
    public static IReadOnlyDictionary<string, Func<IReadOnlyList<Comparison>>> All { get; } = new Dictionary<string, Func<IReadOnlyList<Comparison>>>
    {
        ["ceilings"] = Ceilings,
        ["queries"] = QuerySuite.Create,
        ["ocsp"] = OcspSuite.Create,
        ["rest"] = RestSuite.Create,
        ["acme"] = AcmeSuite.Create,
    };

    private static IReadOnlyList<Comparison> Ceilings()
    {
        var few = new CertificateRowsLoad(64);
        var many = new CertificateRowsLoad(256);
        var insert = new GrainStateLoad(256, update: false);
        var update = new GrainStateLoad(256, update: true);
        var signing = new SigningLoad(KeyAlgorithm.EcdsaP256, Environment.ProcessorCount);
        return
        [
            new Comparison("Ceilings: the database and the key", [few, many, insert, update, signing],
            [
                (few.Name, many.Name), (many.Name, signing.Name), (insert.Name, many.Name), (update.Name, insert.Name),
            ]),
        ];
    }
}
