using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;

namespace Ucm.Storage.Tests.Contract;

public abstract class CertificateContract(StorageFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICertificateStore Store => fixture.Get<ICertificateStore>();

    [Fact]
    public async Task Law01_Reserve_New_KeepsTheBytesToBeSigned()
    {
        var intent = Samples.Intent();

        var reservation = await Store.Reserve(intent, Samples.Companion("x"), Token);

        reservation.ShouldBeOfType<Reservation.Made>();
        var row = (await Store.Find(intent.Key, Token))!;
        row.Record.Status.ShouldBe(CertificateStatus.Reserved);
        row.ToBeSigned.ShouldBe(intent.ToBeSigned);
        row.Record.Der.ShouldBeEmpty();
        row.Record.Names.ShouldBe(intent.Names);
        row.Record.NotAfter.ShouldBe(intent.NotAfter);
        row.RequestHash.ShouldBe(intent.RequestHash);
        row.TbsHash.ShouldBe([.. System.Security.Cryptography.SHA256.HashData([.. intent.ToBeSigned])]);
    }

    [Fact]
    public async Task Reserve_IssuedElsewhere_IsGoodAtOnceAndCounted()
    {
        var intent = Samples.Intent() with { Certificate = Samples.Bytes(1100) };
        var before = await Store.Count(Samples.Now, Token);

        var reservation = await Store.Reserve(intent, Samples.Companion("x"), Token);
        var again = await Store.Reserve(intent, Samples.Companion("x"), Token);

        reservation.ShouldBeOfType<Reservation.Made>();
        again.ShouldBeOfType<Reservation.RequestKnown>().Row.Record.Der.ShouldBe(intent.Certificate);
        var row = (await Store.Find(intent.Key, Token))!;
        (row.Record.Status, row.ToBeSigned.Length).ShouldBe((CertificateStatus.Good, 0));
        row.Record.Der.ShouldBe(intent.Certificate);
        row.TbsHash.ShouldBe([.. System.Security.Cryptography.SHA256.HashData([.. intent.ToBeSigned])]);
        (await Store.FindStatus(intent.Key, Token))!.Status.ShouldBe(CertificateStatus.Good);
        (await Store.Count(Samples.Now, Token)).Valid.ShouldBeGreaterThan(before.Valid);
        (await Store.Revoke(intent.Key, RevocationReason.Superseded)).Verdict.ShouldBe(RevocationVerdict.Changed);
    }

    [Fact]
    public async Task IsCompromised_AfterARevocationForKeyCompromise_IsTrue()
    {
        var intent = await Store.Issue();

        var before = await Store.IsCompromised(intent.PublicKeyHash, Token);
        await Store.Revoke(intent.Key, RevocationReason.KeyCompromise);

        (before, await Store.IsCompromised(intent.PublicKeyHash, Token)).ShouldBe((false, true));
        var same = Samples.Intent() with { PublicKeyHash = intent.PublicKeyHash };
        (await Store.Reserve(same, Samples.Companion("x"), Token)).ShouldBeOfType<Reservation.KeyCompromised>();

        // Issued elsewhere it is a fact.
        (await Store.Reserve(same with { Certificate = Samples.Bytes(9) }, Samples.Companion("x"), Token)).ShouldBeOfType<Reservation.Made>();
    }

    [Fact]
    public async Task Law01_Reserve_SerialOfAnother_IsTaken()
    {
        var first = await Store.Issue();

        var second = await Store.Reserve(Samples.Intent(first.Key), Samples.Companion("x"), Token);

        second.ShouldBeOfType<Reservation.SerialTaken>();
    }

    [Fact]
    public async Task Law02_Reserve_KnownRequest_ReturnsItsRow()
    {
        var first = await Store.Issue();

        var second = await Store.Reserve(Samples.Intent(request: first.Request), Samples.Companion("x"), Token);

        second.ShouldBeOfType<Reservation.RequestKnown>().Row.Record.Key.ShouldBe(first.Key);
    }

    [Fact]
    public async Task Law02_Reserve_SixtyFourAtOnce_MakesOne()
    {
        var request = Samples.Request();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Store.Reserve(Samples.Intent(request: request), Samples.Companion("x"), Token)));

        outcomes.OfType<Reservation.Made>().Count().ShouldBe(1);
        outcomes.OfType<Reservation.RequestKnown>().Select(known => known.Row.Record.Key).Distinct().Count().ShouldBe(1);
        outcomes.OfType<Reservation.RequestKnown>().Count().ShouldBe(63);
    }

    [Fact]
    public async Task Law02_Complete_Twice_ReturnsTheFirstBytes()
    {
        var intent = Samples.Intent();
        await Store.Reserve(intent, Samples.Companion("x"), Token);
        ImmutableArray<byte>[] candidates = [Samples.Bytes(100), Samples.Bytes(100)];

        var rows = await Task.WhenAll(candidates.Select(der => Store.Complete(intent.Key, der, Samples.Companion(intent.Key.ToId()), Token)));

        rows[0]!.Record.Der.ShouldBe(rows[1]!.Record.Der);
        candidates.ShouldContain(der => der.SequenceEqual(rows[0]!.Record.Der));
        rows[0]!.ToBeSigned.ShouldBeEmpty();
        fixture.Scalar($"select count(*) from audit where target = '{intent.Key.ToId()}'").ShouldBe(1);
    }

    [Fact]
    public async Task Complete_Unknown_ReturnsNull()
    {
        var row = await Store.Complete(Samples.Key(), Samples.Bytes(10), Samples.Companion("x"), Token);

        row.ShouldBeNull();
    }

    [Fact]
    public async Task Void_Reserved_IsRevokedAndNeverCompleted()
    {
        var intent = Samples.Intent();
        await Store.Reserve(intent, Samples.Companion("x"), Token);

        var voided = await Store.Void(intent.Key, Samples.Now, Samples.Companion("x"), Token);

        voided.ShouldBeTrue();
        (await Store.Void(intent.Key, Samples.Now, Samples.Companion("x"), Token)).ShouldBeFalse();
        (await Store.Complete(intent.Key, Samples.Bytes(10), Samples.Companion("x"), Token))!.Record.Status.ShouldBe(CertificateStatus.Voided);
        (await Store.Reserve(Samples.Intent(intent.Key), Samples.Companion("x"), Token)).ShouldBeOfType<Reservation.SerialTaken>();
        var status = (await Store.FindStatus(intent.Key, Token))!;
        status.Revocation!.Reason.ShouldBe(RevocationReason.CessationOfOperation);
        status.Revocation.Sequence.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Void_Completed_ChangesNothing()
    {
        var intent = await Store.Issue();

        var voided = await Store.Void(intent.Key, Samples.Now, Samples.Companion("x"), Token);

        voided.ShouldBeFalse();
        (await Store.FindStatus(intent.Key, Token))!.Status.ShouldBe(CertificateStatus.Good);
    }

    [Fact]
    public async Task FindStatus_ReservedOrUnknown_IsNull()
    {
        var intent = Samples.Intent();
        await Store.Reserve(intent, Samples.Companion("x"), Token);

        var statuses = new[] { await Store.FindStatus(intent.Key, Token), await Store.FindStatus(Samples.Key(), Token) };

        statuses.ShouldBe([null, null]);
    }

    [Fact]
    public async Task FindByRequest_Completed_HasTheBytes()
    {
        var intent = await Store.Issue();

        var row = await Store.FindByRequest(intent.Request, Token);

        row!.Record.Der.Length.ShouldBe(1200);
        (await Store.FindByRequest(Samples.Request(), Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Find_SerialsThatDifferInLeadingDigitsOnly_AreApart()
    {
        var authority = Samples.Authority();
        var intents = new[] { "4026ab", "014026ab", "ab" }.Select(hex => Samples.Intent(new CertificateKey(authority, SerialNumber.Parse(hex)))).ToArray();
        foreach (var intent in intents)
            await Store.Issue(intent);

        var rows = await Task.WhenAll(intents.Select(intent => Store.Find(intent.Key, Token)));

        rows.Select(row => row!.Record.Request).ShouldBe(intents.Select(intent => intent.Request));
    }

    [Fact]
    public async Task ListReserved_OlderThan_OldestFirst()
    {
        var authority = Samples.Authority();
        var times = new[] { -7200, -3600, 3600 }.Select(seconds => Samples.Now.AddSeconds(seconds)).ToArray();
        foreach (var time in times.Reverse())
            await Store.Reserve(Samples.Intent(Samples.Key(authority)) with { CreatedAt = time }, Samples.Companion("x"), Token);

        var rows = await Store.ListReserved(Samples.Now.AddSeconds(-60), 1000, Token);

        rows.Where(row => row.Record.Key.Authority == authority).Select(row => row.Record.CreatedAt).ShouldBe(times[..2]);
        rows.ShouldAllBe(row => row.ToBeSigned.Length > 0);
    }

    [Fact]
    public async Task PointReads_ManyAtOnce_EachHasItsOwnAnswer()
    {
        var intents = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Store.Issue()));
        await Task.WhenAll(intents.Where((_, i) => i % 2 == 0).Select(intent => Store.Revoke(intent.Key, RevocationReason.KeyCompromise)));

        var rows = Task.WhenAll(intents.Select(intent => Store.FindByRequest(intent.Request, Token)));
        var unknown = Task.WhenAll(intents.Select(_ => Store.FindByRequest(Samples.Request(), Token)));
        var statuses = Task.WhenAll(intents.Select(intent => Store.FindStatus(intent.Key, Token)));

        (await rows).Select(row => row!.Record.Key).ShouldBe(intents.Select(intent => intent.Key));
        (await unknown).ShouldAllBe(row => row == null);
        (await statuses).Select(status => status!.Status).ShouldBe(intents.Select((_, i) => i % 2 == 0 ? CertificateStatus.Revoked : CertificateStatus.Good));
    }

    [Fact]
    public async Task PointReads_OneIsCancelled_TheOthersAreAnswered()
    {
        var intent = await Store.Issue();
        using var cancelled = new CancellationTokenSource();

        var reads = Enumerable.Range(0, 30).Select(i => Store.FindStatus(intent.Key, i == 7 ? cancelled.Token : Token)).ToArray();
        await cancelled.CancelAsync();

        (await Task.WhenAll(reads.Where((_, i) => i != 7))).ShouldAllBe(status => status!.Status == CertificateStatus.Good);
    }

    [Fact]
    public async Task Reserve_KeyOfACompromisedCertificate_IsRefusedOnlyThen()
    {
        var intent = await Store.Issue();
        var again = await Store.Issue(Samples.Intent() with { PublicKeyHash = intent.PublicKeyHash });
        await Store.Revoke(intent.Key, RevocationReason.Superseded);
        await Store.Issue(Samples.Intent() with { PublicKeyHash = intent.PublicKeyHash });
        await Store.Revoke(again.Key, RevocationReason.KeyCompromise);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Store.Reserve(Samples.Intent() with { PublicKeyHash = i % 2 == 0 ? intent.PublicKeyHash : Samples.Bytes(32) }, Samples.Companion("x"), Token)));

        outcomes.Select(outcome => outcome.GetType()).ShouldBe(outcomes.Select((_, i) => i % 2 == 0 ? typeof(Reservation.KeyCompromised) : typeof(Reservation.Made)));
    }

    [Fact]
    public async Task Law02_Reserve_KnownRequestWhoseKeyWasCompromisedSince_ReturnsItsRow()
    {
        var intent = await Store.Issue();
        await Store.Revoke(intent.Key, RevocationReason.KeyCompromise);

        var again = await Store.Reserve(Samples.Intent(request: intent.Request) with { PublicKeyHash = intent.PublicKeyHash }, Samples.Companion("x"), Token);

        again.ShouldBeOfType<Reservation.RequestKnown>().Row.Record.Key.ShouldBe(intent.Key);
    }

    [Fact]
    public async Task Count_EachState_IsCountedOnce()
    {
        var before = await Store.Count(Samples.Now, Token);
        await Store.Issue();
        await Store.Issue(Samples.Intent() with { NotAfter = Samples.Now.AddDays(6) });
        await Store.Issue(Samples.Intent() with { NotAfter = Samples.Now.AddDays(-1), CreatedAt = Samples.Now.AddDays(-8) });
        await Store.Revoke((await Store.Issue()).Key, RevocationReason.Unspecified);
        await Store.Revoke((await Store.Issue()).Key, RevocationReason.CertificateHold);
        await Store.Reserve(Samples.Intent(), Samples.Companion("x"), Token);
        await Store.Issue(Samples.Intent() with { IsSystem = true });
        await Store.Revoke((await Store.Issue(Samples.Intent() with { IsSystem = true })).Key, RevocationReason.Superseded);

        var after = await Store.Count(Samples.Now, Token);

        after.ShouldBe(new CertificateCounts(
            before.Valid + 2, before.ExpiringIn30Days + 1, before.Expired + 1, before.Revoked + 2, before.IssuedLast24Hours + 4));
    }
}
