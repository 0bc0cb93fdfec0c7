using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage;
using Ucm.Storage.Authorities;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Tests;

/// <summary>What the database of a cluster holds, read beside the product.</summary>
internal static class Rows
{
    private static readonly string[] Tables =
        ["certificates", "certificate_bytes", "revocations", "crls", "crl_builds", "crl_parts", "keys", "authorities", "acme_accounts", "acme_orders", "audit", "outbox", "grain_state"];

    public static long Scalar(this GrainCluster cluster, string sql, params (string Name, object Value)[] values)
    {
        using DbConnection connection = cluster.Storage.Provider == StorageProvider.Sqlite
            ? new SqliteConnection(cluster.Storage.ConnectionString + ";Pooling=False")
            : new NpgsqlConnection(cluster.Storage.ConnectionString + ";Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return command.ExecuteScalar() is { } number and not DBNull ? Convert.ToInt64(number, CultureInfo.InvariantCulture) : 0;
    }

    public static long Certificates(this GrainCluster cluster, string request) =>
        cluster.Scalar("select count(*) from certificates where request_id = @r", ("@r", TestRequests.Id(request).Value));

    public static long Audited(this GrainCluster cluster, string action, string about) =>
        cluster.Scalar(
            "select count(*) from audit where action = @a and (detail like '%\"' || @t || '\"%' or detail like '%\"' || @r || '\"%' or target = @t)",
            ("@a", action),
            ("@t", about),
            ("@r", TestRequests.Id(about).Value));

    public static long Events(this GrainCluster cluster, string kind, string about) =>
        cluster.Scalar(
            "select count(*) from outbox where kind = @k and (payload like '%\"' || @t || '\"%' or payload like '%\"' || @r || '\"%')",
            ("@k", kind),
            ("@t", about),
            ("@r", TestRequests.Id(about).Value));

    /// <summary>Waits for what the platform itself writes once for each authority, at some time: responder and first CRL.</summary>
    public static async Task Settle(this GrainCluster cluster)
    {
        foreach (var authority in (await cluster.Service<IAuthorityIndex>().List(CancellationToken.None)).Authorities)
        {
            (await cluster.Grains.OcspResponder(authority.Id).Get(CancellationToken.None)).Refusal.ShouldBeNull();
            (await cluster.Grains.Crl(authority.Id).Get(0, CancellationToken.None)).Refusal.ShouldBeNull();
        }
    }

    /// <summary>Rows of every table, for "nothing was written".</summary>
    public static async Task<string[]> CountAll(this GrainCluster cluster)
    {
        await cluster.Settle();
        return [.. Tables.Select(table => $"{table}: {cluster.Scalar($"select count(*) from {table}")}")];
    }

    public static Task<CertificateRow?> Row(this GrainCluster cluster, string request) =>
        cluster.Service<ICertificateStore>().FindByRequest(TestRequests.Id(request), CancellationToken.None);

    public static Task<Outcome<IssuedCertificate>> Issue(this GrainCluster cluster, IssueCommand command, int? silo = null)
    {
        var grains = silo is { } number ? cluster.Service<IGrainFactory>(number) : cluster.Grains;
        return grains.Issuance(command.Authority).Issue(command, CancellationToken.None);
    }

    public static Task<Outcome<RevocationReceipt>> Revoke(this GrainCluster cluster, CertificateKey key, RevocationReason reason) =>
        cluster.Grains.Certificate(key).Revoke(new RevokeCommand(reason, TestRequests.Admin), CancellationToken.None);

    public static async Task<IssuedCertificate> Issued(this GrainCluster cluster, string request)
    {
        var outcome = await cluster.Issue(TestRequests.Command(request));
        return outcome.Value.ShouldNotBeNull(outcome.Refusal?.Detail);
    }
}
