using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Ucm.Grains.Authorities;
using Ucm.Grains.Cluster;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Storage.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Objects;

namespace Ucm.Grains.Tests.Cluster;

[Trait("needs", "server")]
public sealed class AuthoritySnapshotsTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly IAuthorityIndex index = Substitute.For<IAuthorityIndex>();

    [Fact]
    public async Task Law08_SharedQueryWasUnderWayForTooLong_ItsAnswerIsNotUsed()
    {
        var slow = new TaskCompletionSource<AuthorityCatalog>();
        var asked = new TaskCompletionSource();
        index.List(Arg.Any<CancellationToken>()).Returns(
            _ =>
            {
                asked.SetResult();
                return slow.Task;
            },
            _ => Task.FromResult(new AuthorityCatalog([], 2)));
        var snapshots = Snapshots();
        var first = snapshots.List(CancellationToken.None).AsTask();
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(0.9));
        var second = snapshots.List(CancellationToken.None).AsTask();
        clock.Advance(TimeSpan.FromSeconds(0.5));

        slow.SetResult(new AuthorityCatalog([], 1));

        await Should.ThrowAsync<Exception>(first);
        (await second).Version.ShouldBe(2);
    }

    [Fact]
    public async Task ConfirmLatest_OthersHadBegunAQuery_AnotherIsMadeAfterIt()
    {
        var earlier = new TaskCompletionSource<AuthorityCatalog>();
        var asked = new TaskCompletionSource();
        index.List(Arg.Any<CancellationToken>()).Returns(
            _ =>
            {
                asked.SetResult();
                return earlier.Task;
            },
            _ => Task.FromResult(new AuthorityCatalog([], 2)));
        var snapshots = Snapshots();
        var others = snapshots.List(CancellationToken.None).AsTask();
        await asked.Task;
        clock.Advance(TimeSpan.FromMilliseconds(100));

        var latest = snapshots.ConfirmLatest(CancellationToken.None).AsTask();
        earlier.SetResult(new AuthorityCatalog([], 1));

        (await others).Version.ShouldBe(1);
        (await latest).Value!.Catalog.Version.ShouldBe(2);
    }

    [Fact]
    public async Task ConfirmLatest_DatabaseIsAway_IsRefusedThoughThereIsAViewOfBefore()
    {
        index.List(Arg.Any<CancellationToken>()).Returns(
            static _ => Task.FromResult(new AuthorityCatalog([], 1)),
            static _ => Task.FromException<AuthorityCatalog>(new StorageUnavailableException("away")));
        var snapshots = Snapshots();
        (await snapshots.ConfirmAll(CancellationToken.None)).Succeeded.ShouldBeTrue();
        clock.Advance(TimeSpan.FromMilliseconds(100));

        (await snapshots.ConfirmLatest(CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.AuthorityUnavailable);
        (await snapshots.ConfirmAll(CancellationToken.None)).Succeeded.ShouldBeTrue();
    }

    private AuthoritySnapshots Snapshots() => new(index, Objects(), new ObjectKinds([]), Member(), new PublicUrls("https://ca.test", "http://ca.test"), clock);

    private static IObjectStore Objects()
    {
        var store = Substitute.For<IObjectStore>();
        store.ListChanges(Arg.Any<long>(), Arg.Any<CancellationToken>()).Returns([]);
        return store;
    }

    private static SiloStanding Member()
    {
        var silo = SiloAddress.New(System.Net.IPAddress.Loopback, 11111, 1);
        var local = Substitute.For<ILocalSiloDetails>();
        local.SiloAddress.Returns(silo);
        var table = Substitute.For<IMembershipTable>();
        table.ReadRowAsync(silo, Arg.Any<CancellationToken>()).Returns(
            new MembershipTableData(Tuple.Create(new MembershipEntry { SiloAddress = silo, Status = SiloStatus.Active }, "1"), new TableVersion(1, "1")));
        return new SiloStanding(table, local, NullLogger<SiloStanding>.Instance);
    }
}
