using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Audit;
using Ucm.Storage.Authorities;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Crls;
using Ucm.Storage.Revocations;
using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests.Postgres;

/// <summary>Two service providers on one database, four writers altogether.</summary>
[Trait("needs", "server")]
public sealed class TwoSilosTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly ServiceProvider[] silos = [StorageFixture.Build(fixture.Options), StorageFixture.Build(fixture.Options)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law04_RevocationsFromTwoSilos_AreReadCompleteAndInOrderByWhoPolls()
    {
        var start = await Get<IRevocationStore>(0).LastSequence(Token);
        var receipts = new ConcurrentBag<long>();
        var writing = Task.WhenAll(Enumerable.Range(0, 32).Select(worker => Task.Run(
            async () =>
            {
                for (var i = 0; i < 25; i++)
                {
                    var intent = await Get<ICertificateStore>(worker % 2).Issue();
                    receipts.Add((await Get<ICertificateStore>(worker % 2).Revoke(intent.Key, RevocationReason.Superseded)).Receipt!.Sequence);
                }
            },
            Token)));

        var seen = new List<long>();
        while (!writing.IsCompleted || seen.Count < receipts.Count)
            seen.AddRange((await Get<IRevocationStore>(0).ListSince(seen.LastOrDefault(start), 100, Token)).Select(item => item.Sequence));

        await writing;
        seen.ShouldBe(receipts.Order());
        seen.ShouldBe(Enumerable.Range(1, 800).Select(i => start + i));
    }

    [Fact]
    public async Task Law08_AuthoritiesChangedFromTwoSilos_ChangeTheVersionEachTime()
    {
        var ids = Enumerable.Range(0, 8).Select(_ => Samples.Authority()).ToArray();
        var writing = Task.WhenAll(ids.Select((id, worker) => Task.Run(
            async () =>
            {
                for (var version = 1; version <= 20; version++)
                    await Get<IAuditStore>(worker % 2).Append(new CommitCompanion([], []) { Index = [new AuthorityRow(SmallStoreContract.Snapshot(id) with { Version = version })] }, Token);
            },
            Token)));

        // Whoever remembers the version must find the rows as they were when it was read: equal versions mean equal rows.
        var catalogs = new Dictionary<long, string>();
        while (!writing.IsCompleted)
        {
            var catalog = await Get<IAuthorityIndex>(0).List(Token);
            var text = string.Join(' ', catalog.Authorities.Select(authority => $"{authority.Id}={authority.Version}"));
            catalogs.TryAdd(catalog.Version, text);
            catalogs[catalog.Version].ShouldBe(text);
        }

        await writing;
        (await Get<IAuthorityIndex>(1).List(Token)).Authorities.Where(authority => ids.Contains(authority.Id)).ShouldAllBe(authority => authority.Version == 20);
    }

    [Fact]
    public async Task Law02_OneRequestFromTwoSilos_MakesOneCertificate()
    {
        for (var round = 0; round < 20; round++)
        {
            var request = Samples.Request();

            var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(
                () => Get<ICertificateStore>(i % 2).Reserve(Samples.Intent(request: request), Samples.Companion(request.Value), Token), Token)));

            outcomes.OfType<Reservation.Made>().Count().ShouldBe(1);
            outcomes.OfType<Reservation.RequestKnown>().Select(known => known.Row.Record.Key).Distinct().Count().ShouldBe(1);
            outcomes.OfType<Reservation.RequestKnown>().Count().ShouldBe(31);
            fixture.Scalar($"select count(*) from audit where target = '{request.Value}'").ShouldBe(1);
        }
    }

    [Fact]
    public async Task Law02_ManyRequestsTwiceInOppositeOrder_EachMakesOne()
    {
        var intents = Enumerable.Range(0, 400).Select(_ => Samples.Intent()).ToArray();

        var outcomes = await Task.WhenAll(
            Task.WhenAll(intents.Select(intent => Get<ICertificateStore>(0).Reserve(intent, Samples.Companion("x"), Token))),
            Task.WhenAll(intents.Reverse().Select(intent => Get<ICertificateStore>(1).Reserve(intent with { Key = Samples.Key() }, Samples.Companion("x"), Token))));

        outcomes[0].Concat(outcomes[1]).OfType<Reservation.Made>().Count().ShouldBe(400);
        outcomes[0].Concat(outcomes[1]).OfType<Reservation.RequestKnown>().Count().ShouldBe(400);
    }

    [Fact]
    public async Task Law03_OneCertificateFromTwoSilos_IsRevokedOnce()
    {
        var intents = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Get<ICertificateStore>(0).Issue()));

        var results = await Task.WhenAll(intents.Concat(intents.Reverse()).Select((intent, i) => Task.Run(
            () => Get<ICertificateStore>(i % 2).Revoke(intent.Key, RevocationReason.Superseded, Samples.Now.AddSeconds(i)), Token)));

        results.Count(result => result.Verdict == RevocationVerdict.Changed).ShouldBe(50);
        results.Count(result => result.Verdict == RevocationVerdict.AlreadyRevoked).ShouldBe(50);
    }

    [Fact]
    public async Task Crls_PublishersOnTwoSilos_NumbersOnlyGrow()
    {
        var authority = Samples.Authority();
        var highest = 0L;

        var published = await Task.WhenAll(Enumerable.Range(1, 60).Reverse().Select(number => Task.Run(
            async () =>
            {
                var store = Get<ICrlStore>(number % 2);
                var row = new CrlRow(
                    new CrlScope(authority, 0), number, CrlKind.Full, null, number, 0, Samples.Now, Samples.Now, new CrlContent($"{authority}/{number}", 1, [1]));
                await store.Begin(row.Content.Build, Samples.Now, Token);
                var before = Interlocked.Read(ref highest);
                if (!await store.Publish(row, Samples.Companion(authority.Value), Token))
                    return 0;

                number.ShouldBeGreaterThan((int)before);
                for (var seen = before; seen < number && Interlocked.CompareExchange(ref highest, number, seen) != seen; seen = Interlocked.Read(ref highest))
                {
                }

                return 1;
            },
            Token)));

        fixture.Scalar($"select count(*) from crls where authority = '{authority}'").ShouldBe(published.Sum());
        fixture.Scalar($"select count(*) from audit where target = '{authority}'").ShouldBe(published.Sum());
        (await Get<ICrlStore>(0).LastNumber(new CrlScope(authority, 0), Token)).ShouldBe(60);
    }

    [Fact]
    public async Task Count_WritersOnTwoSilos_SumsWhatBothDid()
    {
        var before = await Get<ICertificateStore>(0).Count(Samples.Now, Token);

        var issued = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => Get<ICertificateStore>(i % 2).Issue(), Token)));
        await Task.WhenAll(issued.Take(60).Select((intent, i) => Task.Run(
            () => Get<ICertificateStore>(i % 2).Revoke(intent.Key, i % 2 == 0 ? RevocationReason.CertificateHold : RevocationReason.Superseded), Token)));
        await Task.WhenAll(issued.Take(20).Select(intent => Get<ICertificateStore>(0).Revoke(intent.Key, RevocationReason.RemoveFromCrl)));

        var after = await Get<ICertificateStore>(1).Count(Samples.Now, Token);
        (after.Valid - before.Valid, after.Revoked - before.Revoked, after.IssuedLast24Hours - before.IssuedLast24Hours).ShouldBe((150, 50, 200));
        fixture.Scalar("select count(*) from certificates where status = 1").ShouldBe(after.Valid + after.Expired);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in silos)
            await silo.DisposeAsync();
    }

    private T Get<T>(int silo)
        where T : notnull => silos[silo].GetRequiredService<T>();
}
