using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Authorities;
using Ucm.Storage.Crls;
using Ucm.Storage.Migrations;
using Ucm.Storage.Revocations;
using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Sqlite;

/// <summary>A database of the first release, with CRLs whose bytes lie in their row, is read by today's stores.</summary>
public sealed class SqliteOldCrlTests : IDisposable
{
    private const string Data = """
        create table SchemaVersions (SchemaVersionID integer constraint 'PK_SchemaVersions_SchemaVersionID' primary key autoincrement not null,
            ScriptName text not null, Applied datetime not null);
        insert into SchemaVersions (ScriptName, Applied) values ('0001-schema', '2026-11-01');
        insert into authorities values ('issuing', 'Issuing', 1, x'30', x'', 'k', 'ecdsa-p256', null, 0, 0, 604800000000, 86400000000, 10000000, 1, 1);
        insert into certificates (id, authority, serial, request_id, request_hash, status, profile, subject, names, search, not_before, not_after, created_at, requester,
            public_key_hash, tbs_hash, revoked_at, revocation_reason, revocation_sequence)
            values (1, 'issuing', x'0102', 'r', x'', 2, 'p', 's', '[]', 's', 0, 9000000000000000, 0, 'u', x'', x'', 5, 4, 1);
        insert into revocations values (1, 'issuing', x'0102', 4, 5, null, 5);
        insert into crls values ('issuing', '', 1, 1, null, 0, 0, 10, 20, x'aa');
        insert into crls values ('issuing', '', 2, 1, null, 1, 1, 30, 40, x'bbcc');
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("ucm-old-crl-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_DatabaseOfTheFirstRelease_CrlNumbersRevocationsAndSettingsAreThere()
    {
        var options = new StorageOptions { ConnectionString = $"Data Source={Path.Combine(folder, "ucm.db")}" };
        await Execute(options, StorageMigrator.Scripts("Sqlite").First().Contents + Data);

        StorageMigrator.Migrate(options);

        await using var services = StorageFixture.Build(options);
        var scope = new CrlScope(AuthorityId.Parse("issuing"), 0);
        var crls = services.GetRequiredService<ICrlStore>();
        var latest = (await crls.Latest(scope, CrlKind.Full, Token))!;
        (latest.Number, latest.Sequence, latest.Entries, latest.Content.Size, latest.Content.Hash.Length).ShouldBe((2, 1, 1, 2, 0));
        (await crls.ReadPart(latest.Content.Build, 0, Token))!.Value.ShouldBe([0xbb, 0xcc]);
        (await crls.LastNumber(scope, Token)).ShouldBe(2);
        var listed = await services.GetRequiredService<IRevocationStore>().ListRevoked(new RevokedQuery(scope, DateTimeOffset.UnixEpoch), Token).ToListAsync(Token);
        listed.ShouldHaveSingleItem().Reason.ShouldBe(RevocationReason.Superseded);
        var policy = (await services.GetRequiredService<IAuthorityIndex>().Find(scope.Authority, Token))!.Crl;
        (policy.DeltaInterval, policy.IsSharded, policy.ShardsServed, policy.Lifetime).ShouldBe((null, false, 0, TimeSpan.FromDays(7)));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task Execute(StorageOptions options, string sql)
    {
        await using var connection = new SqliteConnection(options.ConnectionString + ";Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are the test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }
}
