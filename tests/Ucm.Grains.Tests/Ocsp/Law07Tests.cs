using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Org.BouncyCastle.Ocsp;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Tests.Status;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Ocsp;

/// <summary>Law 7: unauthenticated input never creates durable state and never unbounded memory.</summary>
[Trait("needs", "server")]
public sealed class Law07Tests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public async Task Law07_Ocsp_FloodOfInventedSerials_NoRowAndNoActivation()
    {
        await cluster.CreateAuthorities();
        await Settle();
        var before = await CountRows();
        var keys = Enumerable.Range(0, 500).Select(_ => Invented()).ToArray();

        var singles = await Task.WhenAll(keys.Select(key => cluster.Grains.AskSingle(key)));

        singles.ShouldAllBe(single => single.GetCertStatus() is UnknownStatus);
        await Eventually.Until(async () => await CountActivations() == 0);
        (await CountRows()).ShouldBe(before);
    }

    /// <summary>What the first answers and CRLs of an authority bring with them is there before anything is counted.</summary>
    private async Task Settle()
    {
        await cluster.Grains.AskSingle(Invented());
        foreach (var authority in new[] { TestRequests.Root, TestRequests.Issuing })
        {
            (await cluster.Grains.OcspResponder(authority).Get(CancellationToken.None)).Refusal.ShouldBeNull();
            (await cluster.Grains.Crl(authority).Get(0, CancellationToken.None)).Refusal.ShouldBeNull();

            // The schedule would make the root's a little later, while rows are counted.
            (await cluster.Grains.OcspResponder(authority).Get(CancellationToken.None)).Refusal.ShouldBeNull();
        }
    }

    private static CertificateKey Invented() => new(TestRequests.Issuing, SerialNumber.FromBytes([0x11, .. RandomNumberGenerator.GetBytes(15)]));

    private async Task<int> CountActivations()
    {
        var statistics = await cluster.Cluster.Client.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
        return statistics.Where(one => one.GrainType.Contains("OcspStatusGrain", StringComparison.Ordinal)).Sum(one => one.ActivationCount);
    }

    /// <summary>Every table, whatever it is called.</summary>
    private async Task<string> CountRows()
    {
        await using var connection = new SqliteConnection(cluster.Storage.ConnectionString);
        await connection.OpenAsync();
        var counts = new List<string>();
        foreach (var table in await Texts(connection, "select name from sqlite_master where type = 'table' order by name"))
        {
            counts.Add($"{table}: {(await Texts(connection, $"select count(*) from \"{table}\""))[0]}");
        }

        counts.Count.ShouldBeGreaterThan(5);
        return string.Join(", ", counts);
    }

    private static async Task<List<string>> Texts(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The table names come from the database's own catalogue.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetValue(0).ToString()!);
        }

        return texts;
    }
}
