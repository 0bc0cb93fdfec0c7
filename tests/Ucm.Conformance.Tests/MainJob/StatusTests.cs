using Microsoft.Data.Sqlite;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>The main job as relying parties see it: issued, good, revoked, listed, and the same after a crash.</summary>
[Trait("needs", "server")]
public sealed class StatusTests(StandaloneServer server) : IClassFixture<StandaloneServer>
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Certificate_GoodThenRevokedWithReason_ThenListed_AndStillAfterAKill()
    {
        using var rest = await RestClient.SignIn(server);
        using var openSsl = await OpenSsl.For(server);
        var kept = await rest.IssueFor("kept.example.test");
        var (id, serial, certificate) = await rest.IssueFor("www.example.test", "example.test");
        (await openSsl.Ocsp(serial)).ShouldContain(": good");
        (await openSsl.VerifyWithCrl(certificate)).ExitCode.ShouldBe(0);

        (await rest.Revoke(id, "keyCompromise")).Status.ShouldBe(200);

        var status = await Eventually.Get(() => openSsl.Ocsp(serial), static text => text.Contains(": revoked", StringComparison.Ordinal), OneSecond);
        status.ShouldContain("keyCompromise");
        var listed = await Eventually.Get(() => openSsl.CrlText("issuing"), text => text.Contains(serial, StringComparison.OrdinalIgnoreCase), OneMinute);
        listed.ShouldContain("Key Compromise");
        (await openSsl.VerifyWithCrl(certificate)).All.ShouldContain("certificate revoked");

        await server.Kill();
        await server.Start();

        (await openSsl.Ocsp(serial)).ShouldContain("keyCompromise");
        (await openSsl.CrlText("issuing")).ShouldContain(serial, Case.Insensitive);
        (await openSsl.Ocsp(kept.Serial)).ShouldContain(": good");
        using var again = await RestClient.SignIn(server);
        (await again.Get($"/api/certificates/{kept.Id}")).Status.ShouldBe(200);
        ((string)(await again.Get($"/api/certificates/{id}")).Body["status"]!).ShouldBe("revoked");
    }

    [Fact]
    public async Task Law07_NeverIssuedSerials_AreUnknown_AndTheDatabaseDoesNotGrow()
    {
        using var openSsl = await OpenSsl.For(server);
        var before = await CountRows();

        foreach (var serial in (string[])["1", "7f", "0123456789abcdef0123456789abcdef01234567"])
        {
            (await openSsl.Ocsp(serial)).ShouldContain(": unknown");
        }

        (await CountRows()).ShouldBe(before);
    }

    [Fact]
    public async Task SubAuthority_HasAStatusToo()
    {
        using var openSsl = await OpenSsl.For(server);
        var serial = await Tool.Run("openssl", ["x509", "-in", openSsl.File("issuing.pem"), "-noout", "-serial"]);

        (await openSsl.Ocsp(serial.Output.Trim().Split('=')[1], "root")).ShouldContain(": good");
    }

    /// <summary>Rows of every table that a stranger's request could reach; the server's own schedules write to none of them while nothing is asked.</summary>
    private async Task<string> CountRows()
    {
        await using var connection = new SqliteConnection($"Data Source={server.DataDirectory}/ucm.db;Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        var counts = new List<string>();
        foreach (var table in (string[])["certificates", "revocations", "grain_state", "audit", "outbox", "acme_orders", "acme_accounts", "keys"])
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"select count(*) from {table}";
            counts.Add($"{table}={await command.ExecuteScalarAsync()}");
        }

        return string.Join(' ', counts);
    }
}
