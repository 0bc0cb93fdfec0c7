using Ucm.Benchmarks.Acme;
using Ucm.Benchmarks.Crl;
using Ucm.Benchmarks.Issuance;
using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Ocsp;
using Ucm.Benchmarks.Rest;
using Ucm.Benchmarks.Scale;
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
        ["crl"] = CrlSuite.Create,
        ["ocsp"] = OcspSuite.Create,
        ["ocsp-live"] = OcspLiveSuite.Create,
        ["ocsp-flood"] = OcspFloodSuite.Create,
        ["ocsp-zipf"] = OcspZipfSuite.Create,
        ["ocsp-peers"] = OcspPeersSuite.Create,
        ["issuance"] = IssuanceSuite.Create,
        ["rest"] = RestSuite.Create,
        ["acme"] = AcmeSuite.Create,
        ["acme-peers"] = AcmePeersSuite.Create,
        ["node"] = NodeSuite.Create,
        ["scale"] = ScaleSuite.Create,
    };

    private static IReadOnlyList<Comparison> Ceilings() => [OnSqlite(), OnPostgres()];

    private static Comparison OnSqlite()
    {
        var few = new CertificateRowsLoad(64);
        var many = new CertificateRowsLoad(256);
        var insert = new GrainStateLoad(256, update: false);
        var update = new GrainStateLoad(256, update: true);
        var signing = new SigningLoad(KeyAlgorithm.EcdsaP256, Environment.ProcessorCount);
        return new Comparison("Ceilings: the database and the key", [few, many, insert, update, signing],
        [
            (few.Name, many.Name), (many.Name, signing.Name), (insert.Name, many.Name), (update.Name, insert.Name),
        ]);
    }

    private static Comparison OnPostgres()
    {
        var sqlite = new CertificateRowsLoad(256);
        var few = new CertificateRowsLoad(64, 2);
        var one = new CertificateRowsLoad(256, 1);
        var two = new CertificateRowsLoad(256, 2);
        var bare = new PostgresInsertLoad(2, 256);
        var (insertSqlite, insert) = (new GrainStateLoad(256, update: false), new GrainStateLoad(256, update: false, 2));
        var (updateSqlite, update) = (new GrainStateLoad(256, update: true), new GrainStateLoad(256, update: true, 2));
        return new Comparison("Ceilings: PostgreSQL beside SQLite and beside bare inserts", [sqlite, few, one, two, bare, insertSqlite, insert, updateSqlite, update],
        [
            (two.Name, sqlite.Name), (two.Name, one.Name), (few.Name, two.Name), (two.Name, bare.Name), (insert.Name, insertSqlite.Name), (update.Name, updateSqlite.Name),
        ]);
    }
}
