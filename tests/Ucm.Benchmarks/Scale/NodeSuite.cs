using Ucm.Benchmarks.Acme;
using Ucm.Benchmarks.Measuring;
using Ucm.Benchmarks.Rest;
using Ucm.Benchmarks.Servers;
using Ucm.Benchmarks.Signing;
using Ucm.Benchmarks.Storage;
using Ucm.Pki.Keys;
using Ucm.TestHosting;

namespace Ucm.Benchmarks.Scale;

/// <summary>Issuance by one node on PostgreSQL, against what the database takes in the same batches and what the key signs.</summary>
internal static class NodeSuite
{
    public static IReadOnlyList<Comparison> Create()
    {
        Task<PostgresServer>? server = null;
        var product = new ProductServer(acme: true, postgres: async () => await (await (server ??= PostgresServer.Start())).CreateDatabase());
        var database = new Spender("database", () => ProcessorTime.OfFamily(server!.Result.ProcessId));
        var rest = RestSuite.Load(product, "REST issuance, node on PostgreSQL, 64 connections", database);
        var acme = new AcmeLoad(product, 64);
        var rows = new CertificateRowsLoad(64, writers: 2);
        var full = new CertificateRowsLoad(256, writers: 2);
        var signing = new SigningLoad(KeyAlgorithm.EcdsaP256, Environment.ProcessorCount);
        return
        [
            new Comparison(
                "Issuance by one node on PostgreSQL, P-256 authority",
                [rest, acme, rows, full, signing, new ServerLifetime(() => server)],
                [(rest.Name, rows.Name), (rest.Name, full.Name), (rest.Name, signing.Name), (acme.Name, rest.Name)]),
        ];
    }
}
