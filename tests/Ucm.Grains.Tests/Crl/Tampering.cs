using Microsoft.Data.Sqlite;

namespace Ucm.Grains.Tests.Crl;

/// <summary>Changes the database as no part of the product does.</summary>
internal static class Tampering
{
    public static async Task Execute(this GrainCluster cluster, string sql)
    {
        await using var connection = new SqliteConnection(cluster.Storage.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
