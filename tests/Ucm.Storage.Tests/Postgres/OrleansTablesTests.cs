using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>Our texts in OrleansQuery, used by Orleans' own providers.</summary>
[Trait("needs", "server")]
public sealed class OrleansTablesTests(OrleansSilo silo) : IClassFixture<OrleansSilo>
{
    private static readonly DateTime Now = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IMembershipTable Membership => silo.Services.GetRequiredService<IMembershipTable>();

    private IReminderTable Reminders => silo.Services.GetRequiredService<IReminderTable>();

    [Fact]
    public async Task Membership_RunningSilo_IsListedActiveAsAGateway()
    {
        var own = silo.Services.GetRequiredService<ILocalSiloDetails>();

        var row = (await Membership.ReadRowAsync(own.SiloAddress, Token)).Members.Single().Item1;

        row.Status.ShouldBe(SiloStatus.Active);
        row.ProxyPort.ShouldBe(own.GatewayAddress!.Endpoint.Port);
        silo.Database.Scalar($"select count(*) from OrleansMembershipTable where Status = 3 and SiloName = '{own.Name}'").ShouldBe(1);
    }

    [Fact]
    public async Task Membership_RowInsertedTwiceOrWithAnOldVersion_IsRefused()
    {
        var table = await Membership.ReadAllAsync(Token);
        var entry = Entry();

        (await Membership.InsertRowAsync(entry, table.Version.Next(), Token)).ShouldBeTrue();
        (await Membership.InsertRowAsync(entry, (await Membership.ReadAllAsync(Token)).Version.Next(), Token)).ShouldBeFalse();
        (await Membership.InsertRowAsync(Entry(), table.Version.Next(), Token)).ShouldBeFalse();

        var row = (await Membership.ReadRowAsync(entry.SiloAddress, Token)).Members.Single().Item1;
        (row.SiloName, row.HostName, row.Status, row.ProxyPort, row.StartTime).ShouldBe((entry.SiloName, entry.HostName, SiloStatus.Joining, 30000, Now));
        (await Membership.ReadRowAsync(Entry().SiloAddress, Token)).Members.ShouldBeEmpty();
    }

    [Fact]
    public async Task Membership_ManyAtOnceWithOneVersion_OneWins()
    {
        var version = (await Membership.ReadAllAsync(Token)).Version;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Membership.InsertRowAsync(Entry(), version.Next(), Token)));

        outcomes.Count(won => won).ShouldBeLessThanOrEqualTo(1);
        (await Membership.ReadAllAsync(Token)).Version.Version.ShouldBeGreaterThan(version.Version);
    }

    [Fact]
    public async Task Membership_Suspected_KeepsWhoAndWhen()
    {
        var entry = Entry();
        await Insert(entry);
        entry.AddSuspector(Entry().SiloAddress, Now);
        entry.Status = SiloStatus.Dead;

        await Try(version => Membership.UpdateRowAsync(entry, version.VersionEtag, version, Token));
        var old = new TableVersion(1, "0");
        (await Membership.UpdateRowAsync(entry, old.VersionEtag, old, Token)).ShouldBeFalse();

        var row = (await Membership.ReadRowAsync(entry.SiloAddress, Token)).Members.Single().Item1;
        row.Status.ShouldBe(SiloStatus.Dead);
        row.SuspectTimes!.Single().Item2.ShouldBe(Now);
    }

    [Fact]
    public async Task Membership_DeadForLong_IsCleanedUpAndTheLivingStay()
    {
        var (dead, alive) = (Entry(), Entry());
        (dead.Status, alive.Status) = (SiloStatus.Dead, SiloStatus.Active);
        await Insert(dead);
        await Insert(alive);
        alive.IAmAliveTime = Now.AddDays(2);
        await Membership.UpdateIAmAliveAsync(alive, Token);

        await Membership.CleanupDefunctSiloEntriesAsync(Now.AddDays(1), Token);

        (await Membership.ReadRowAsync(dead.SiloAddress, Token)).Members.ShouldBeEmpty();
        (await Membership.ReadRowAsync(alive.SiloAddress, Token)).Members.Single().Item1.IAmAliveTime.ShouldBe(Now.AddDays(2));
    }

    [Fact]
    public async Task Reminders_UpsertReadRangeRemove_GoByVersion()
    {
        var entry = new ReminderEntry { GrainId = GrainId.Create("reminded", Samples.Token()), ReminderName = "due", StartAt = Now, Period = TimeSpan.FromMinutes(5) };
        var first = await Reminders.UpsertRow(entry, Token);
        entry.Period = TimeSpan.FromDays(60);
        var second = await Reminders.UpsertRow(entry, Token);

        second.ShouldNotBe(first);
        (await Reminders.RemoveRow(entry.GrainId, "due", first!, Token)).ShouldBeFalse();
        var row = (await Reminders.ReadRow(entry.GrainId, "due", Token))!;
        (row.StartAt, row.Period, row.ETag).ShouldBe((Now, TimeSpan.FromDays(60), second));
        (await Reminders.ReadRows(entry.GrainId, Token)).Reminders.Count.ShouldBe(1);
        var hash = entry.GrainId.GetUniformHashCode();
        (await Reminders.ReadRows(hash - 1, hash, Token)).Reminders.Select(item => item.GrainId).ShouldContain(entry.GrainId);
        (await Reminders.ReadRows(hash, hash - 1, Token)).Reminders.Select(item => item.GrainId).ShouldNotContain(entry.GrainId);
        (await Reminders.RemoveRow(entry.GrainId, "due", second!, Token)).ShouldBeTrue();
        (await Reminders.ReadRows(entry.GrainId, Token)).Reminders.ShouldBeEmpty();
    }

    private static MembershipEntry Entry() => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, Random.Shared.Next(20000, 60000), Random.Shared.Next()),
        SiloName = Samples.Token(),
        HostName = "host",
        Status = SiloStatus.Joining,
        ProxyPort = 30000,
        StartTime = Now,
        IAmAliveTime = Now,
    };

    private Task Insert(MembershipEntry entry) => Try(version => Membership.InsertRowAsync(entry, version, Token));

    // The running silo writes to the table too, so the version may have moved on.
    private async Task Try(Func<TableVersion, Task<bool>> write)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await write((await Membership.ReadAllAsync(Token)).Version.Next()))
                return;
        }

        Assert.Fail("The row was never written.");
    }
}
