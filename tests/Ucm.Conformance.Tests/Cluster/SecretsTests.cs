using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Shouldly;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>A frontend that was taken over gives no key away: the memory of a running one is searched for every key the database holds, and the master key.</summary>
[Collection(LocalClusterCollection.Name)]
[Trait("needs", "server")]
public sealed class SecretsTests(LocalCluster cluster)
{
    [Fact]
    public async Task FrontendMemory_AfterWork_HoldsNoKeyOfTheSilos()
    {
        foreach (var entry in (string[])["UCM_FRONTEND1_HTTPS", "UCM_FRONTEND2_HTTPS"])
        {
            using var client = await cluster.SignIn(entry);
            await client.IssueFor("memory.example");
        }

        var secrets = await Secrets();

        secrets.Count.ShouldBeGreaterThan(6);
        // Silos hold the master key: the search finds what is there.
        ((string[])["silo1", "silo2", "silo3"]).ShouldAllBe(silo => ProcessMemory.Find(cluster.ProcessId(silo), secrets).Contains("master key"));
        foreach (var frontend in (string[])["frontend1", "frontend2"])
        {
            ProcessMemory.Find(cluster.ProcessId(frontend), secrets).ShouldBeEmpty(frontend);
        }
    }

    /// <summary>The master key, and of each stored key its PKCS#8 form and its bare private number.</summary>
    private async Task<Dictionary<string, byte[]>> Secrets()
    {
        var masterKey = await File.ReadAllBytesAsync(cluster["UCM_MASTER_KEY"]);
        var secrets = new Dictionary<string, byte[]> { ["master key"] = masterKey };
        await using var connection = new NpgsqlConnection(cluster["UCM_PG"]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select id, purpose, algorithm, envelope from keys where algorithm like 'ecdsa%'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (id, purpose) = (reader.GetString(0), reader.GetString(1));
            var pkcs8 = Open(masterKey, id, purpose, reader.GetFieldValue<byte[]>(3));
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            secrets[$"{id} PKCS#8"] = pkcs8;
            secrets[$"{id} number"] = key.ExportParameters(includePrivateParameters: true).D!;
        }

        return secrets;
    }

    /// <summary>Reads an envelope without the product's code: version, wrapped data key (nonce, key, tag), nonce, ciphertext, tag; both bound to purpose and id.</summary>
    private static byte[] Open(byte[] masterKey, string id, string purpose, byte[] envelope)
    {
        var binding = Encoding.UTF8.GetBytes($"ucm-key-envelope-1\0{purpose}\0{id}");
        envelope[0].ShouldBe((byte)1);
        var dataKey = Decrypt(masterKey, envelope.AsSpan(1, 60), binding);
        return Decrypt(dataKey, envelope.AsSpan(61), binding);
    }

    private static byte[] Decrypt(byte[] key, ReadOnlySpan<byte> box, byte[] binding)
    {
        using var aes = new AesGcm(key, 16);
        var plain = new byte[box.Length - 28];
        aes.Decrypt(box[..12], box[12..^16], box[^16..], plain, binding);
        return plain;
    }
}
