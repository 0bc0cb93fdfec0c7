using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Audit;
using Ucm.Storage.Authorities;
using Ucm.Storage.Commits;
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
    public async Task Keys_OneAuthoritysKeyUnderAnotherId_IsNotAdded()
    {
        var keys = fixture.Get<IKeyStore>();
        var row = new KeyRow(Samples.Token(), "authority", "rsa-4096", Samples.Bytes(550), Samples.Bytes(200), Samples.Now);
        await keys.Add(row, Samples.Companion("x"), Token);

        var again = await keys.Add(row with { Id = Samples.Token() }, Samples.Companion("x"), Token);
        var ofAnotherPurpose = await keys.Add(row with { Id = Samples.Token(), Purpose = "certificate" }, Samples.Companion("x"), Token);

        (again, ofAnotherPurpose).ShouldBe((false, true));
        (await keys.FindAuthority(row.PublicKey, Token))!.Id.ShouldBe(row.Id);
        (await keys.FindAuthority(Samples.Bytes(550), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Authorities_ChangedTwice_ShowTheLastAndANewVersion()
    {
        var index = fixture.Get<IAuthorityIndex>();
        var snapshot = Snapshot();
        await Append(new AuthorityRow(snapshot));
        var before = await index.List(Token);

        await Append(new AuthorityRow(snapshot with
        {
            Name = "Renamed",
            Status = AuthorityStatus.Offline,
            Issuer = null,
            KeyId = null,
            Version = 2,
            Crl = snapshot.Crl with { DeltaInterval = null, Shards = 0 },
            Ocsp = null,
        }));

        var after = await index.List(Token);
        after.Version.ShouldBeGreaterThan(before.Version);
        var stored = (await index.Find(snapshot.Id, Token))!;
        (stored.Name, stored.Status, stored.Issuer, stored.KeyId, stored.Version).ShouldBe(("Renamed", AuthorityStatus.Offline, null, null, 2));
        (stored.Crl.DeltaInterval, stored.Crl.Shards, stored.Crl.ShardsServed).ShouldBe((null, 0, 8));
        stored.Ocsp.ShouldBeNull();
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

    internal static AuthoritySnapshot Snapshot(AuthorityId? id = null) => new(
        id ?? Samples.Authority(),
        "An authority",
        AuthorityStatus.Online,
        Samples.Bytes(500),
        [[.. OneCertificate], [.. AnotherCertificate]],
        "key",
        "ecdsa-p256",
        Samples.Authority(),
        Samples.Now,
        Samples.Now.AddYears(10),
        new CrlPolicy(TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromMinutes(1))
        {
            DeltaInterval = TimeSpan.FromHours(1),
            Shards = 4,
            ShardsServed = 8,
            NumberFloor = 20_261_125_000_000,
            Backdate = TimeSpan.FromMinutes(2),
            NumberOffset = "99999999999999999999999",
        },
        1)
    {
        Ocsp = new OcspPolicy(true, TimeSpan.FromDays(3650)),
    };

    private Task Append(params IndexRow[] rows) => fixture.Get<IAuditStore>().Append(new CommitCompanion([], []) { Index = [.. rows] }, Token);
}
