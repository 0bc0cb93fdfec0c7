using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Audit;
using Ucm.Storage.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Crls;
using Ucm.Storage.Keys;

namespace Ucm.Storage.Tests.Contract;

public abstract class SmallStoreContract(StorageFixture fixture)
{
    private static readonly byte[] OneCertificate = [0x30, 3, 2, 1, 5];
    private static readonly byte[] AnotherCertificate = [0x30, 0];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_SameIdTwice_KeepsTheFirst()
    {
        var keys = fixture.Get<IKeyStore>();
        var row = new KeyRow(Samples.Token(), "authority", "ecdsa-p256", Samples.Bytes(91), Samples.Bytes(200), Samples.Now);

        var outcomes = new[] { await keys.Add(row, Samples.Companion("x"), Token), await keys.Add(row with { Envelope = Samples.Bytes(3) }, Samples.Companion("x"), Token) };

        outcomes.ShouldBe([true, false]);
        var found = (await keys.Find(row.Id, Token))!;
        found.Envelope.ShouldBe(row.Envelope);
        found.PublicKey.ShouldBe(row.PublicKey);
        (found.Purpose, found.Algorithm, found.CreatedAt).ShouldBe((row.Purpose, row.Algorithm, row.CreatedAt));
        (await keys.Find("nobody", Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Crls_NumberTakenOrPassed_IsRefused()
    {
        var crls = fixture.Get<ICrlStore>();
        var full = Crl(Samples.Authority(), 5, CrlKind.Full);

        var outcomes = new List<bool>();
        foreach (var row in new[] { full, full with { Kind = CrlKind.Delta, BaseNumber = 5 }, full with { Number = 4 }, full with { Number = 7, Kind = CrlKind.Delta, BaseNumber = 5 } })
            outcomes.Add(await crls.Publish(row, Samples.Companion("x"), Token));

        outcomes.ShouldBe([true, false, false, true]);
        (await crls.LastNumber(full.Authority, "", Token)).ShouldBe(7);
        (await crls.LastNumber(full.Authority, "1", Token)).ShouldBe(0);
        (await crls.Latest(full.Authority, "", CrlKind.Delta, Token))!.BaseNumber.ShouldBe(5);
        var latest = (await crls.Latest(full.Authority, "", CrlKind.Full, Token))!;
        latest.Der.ShouldBe(full.Der);
        (latest with { Der = full.Der }).ShouldBe(full);
    }

    [Fact]
    public async Task Crls_ManyPublishersOfOneNumber_OneWins()
    {
        var crls = fixture.Get<ICrlStore>();
        var authority = Samples.Authority();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => crls.Publish(Crl(authority, 1, CrlKind.Full), Samples.Companion("x"), Token)));

        outcomes.Count(won => won).ShouldBe(1);
    }

    [Fact]
    public async Task Authorities_ChangedTwice_ShowTheLastAndANewVersion()
    {
        var index = fixture.Get<IAuthorityIndex>();
        var snapshot = Snapshot();
        await Append(new AuthorityRow(snapshot));
        var before = await index.List(Token);

        await Append(new AuthorityRow(snapshot with { Name = "Renamed", Status = AuthorityStatus.Offline, Issuer = null, KeyId = null, Version = 2 }));

        var after = await index.List(Token);
        after.Version.ShouldBeGreaterThan(before.Version);
        var stored = (await index.Find(snapshot.Id, Token))!;
        (stored.Name, stored.Status, stored.Issuer, stored.KeyId, stored.Version).ShouldBe(("Renamed", AuthorityStatus.Offline, null, null, 2));
        after.Authorities.Count(authority => authority.Id == snapshot.Id).ShouldBe(1);
        (await index.Find(Samples.Authority(), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Authorities_Stored_ComeBackWhole()
    {
        var snapshot = Snapshot();
        await Append(new AuthorityRow(snapshot));

        var stored = (await fixture.Get<IAuthorityIndex>().Find(snapshot.Id, Token))!;

        stored.Chain.Select(certificate => certificate.ToArray()).ShouldBe([OneCertificate, AnotherCertificate]);
        stored.Certificate.ShouldBe(snapshot.Certificate);
        (stored with { Chain = snapshot.Chain, Certificate = snapshot.Certificate }).ShouldBe(snapshot);
    }

    [Fact]
    public async Task Audit_PageByPage_NewestFirst()
    {
        var audit = fixture.Get<IAuditStore>();
        for (var i = 0; i < 5; i++)
            await audit.Append(CommitCompanion.Of(new AuditEntry(Samples.Now, "user:test", "192.0.2.1", "act", $"t{i}", """{"n":1}""")), Token);

        var first = await audit.List(null, 3, Token);
        var second = await audit.List(first.Next, 2, Token);

        first.Items.Concat(second.Items).Select(row => row.Target).ShouldBe(["t4", "t3", "t2", "t1", "t0"]);
        var row = first.Items[0];
        (row.Actor, row.Address, row.Action, row.Detail, row.At).ShouldBe(("user:test", "192.0.2.1", "act", """{"n":1}""", Samples.Now));
        await Should.ThrowAsync<FormatException>(() => audit.List("x", 3, Token));
    }

    [Fact]
    public async Task Acme_RowsWithTheSameId_AreReplaced()
    {
        var id = Samples.Token();
        await Append(new AcmeAccountRow(id, "t1", "valid", Samples.Now), new AcmeOrderRow(id, id, "pending", Samples.Now, Samples.Now.AddDays(7)));

        await Append(new AcmeAccountRow(id, "t2", "deactivated", Samples.Now), new AcmeOrderRow(id, id, "ready", Samples.Now, Samples.Now.AddDays(7)));

        fixture.Scalar($"select count(*) from acme_accounts where id = '{id}' and thumbprint = 't2' and status = 'deactivated'").ShouldBe(1);
        fixture.Scalar($"select count(*) from acme_orders where id = '{id}' and status = 'ready'").ShouldBe(1);
    }

    private static CrlRow Crl(AuthorityId authority, long number, CrlKind kind) =>
        new(authority, "", number, kind, null, 9, 2, Samples.Now, Samples.Now.AddDays(7), Samples.Bytes(300));

    private static AuthoritySnapshot Snapshot() => new(
        Samples.Authority(),
        "An authority",
        AuthorityStatus.Online,
        Samples.Bytes(500),
        [[.. OneCertificate], [.. AnotherCertificate]],
        "key",
        "ecdsa-p256",
        Samples.Authority(),
        Samples.Now,
        Samples.Now.AddYears(10),
        new CrlPolicy(TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromMinutes(1)),
        1);

    private Task Append(params IndexRow[] rows) => fixture.Get<IAuditStore>().Append(new CommitCompanion([], []) { Index = [.. rows] }, Token);
}
