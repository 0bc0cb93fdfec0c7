using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Certificates;
using Ucm.Storage.Revocations;

namespace Ucm.Storage.Tests.Contract;

public abstract class RevocationContract(StorageFixture fixture)
{
    private static readonly DateTimeOffset Later = Samples.Now.AddMinutes(5);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICertificateStore Store => fixture.Get<ICertificateStore>();

    private IRevocationStore Log => fixture.Get<IRevocationStore>();

    [Fact]
    public async Task Law03_Revoke_Good_GivesAReceiptAndARow()
    {
        var intent = await Store.Issue();

        var result = await Store.Revoke(intent.Key, RevocationReason.Superseded);

        result.Verdict.ShouldBe(RevocationVerdict.Changed);
        result.Current.ShouldBe(CertificateStatus.Revoked);
        var row = (await Store.Find(intent.Key, Token))!;
        row.Record.Revocation.ShouldBe(new RevocationDetail(Samples.Now, RevocationReason.Superseded, result.Receipt!.Sequence, null));
        row.Record.Der.ShouldNotBeEmpty();
    }

    /// <summary>Two commits would show it good in between.</summary>
    [Fact]
    public async Task Law03_Reserve_RevokedElsewhere_IsRevokedFromTheFirstAndNeverSeenGood()
    {
        var intents = Enumerable.Range(0, 100).Select(static _ => RevokedElsewhere(RevocationReason.Superseded)).ToArray();

        var watching = Task.Run(() => FirstSeen(intents, Token), Token);
        var reserved = await Task.WhenAll(intents.Select(intent => Store.Reserve(intent, Samples.Companion(intent.Key.ToId()), Token)));
        var seen = await watching;

        seen.ShouldAllBe(static status => status == CertificateStatus.Revoked);
        var results = reserved.Select(static one => one.ShouldBeOfType<Reservation.Made>().Revocation!).ToArray();
        results.ShouldAllBe(static result => result.Verdict == RevocationVerdict.Changed && result.Current == CertificateStatus.Revoked);
        results.Select(static result => result.Receipt!.Sequence).ShouldBeUnique();
        var row = (await Store.Find(intents[0].Key, Token))!;
        row.Record.Revocation.ShouldBe(new RevocationDetail(Samples.Now.AddDays(-3), RevocationReason.Superseded, results[0].Receipt!.Sequence, null));
        (await Store.Revoke(intents[0].Key, RevocationReason.CessationOfOperation)).Verdict.ShouldBe(RevocationVerdict.AlreadyRevoked);
    }

    [Fact]
    public async Task Reserve_SerialOnly_IsRevokedAtOnceWithoutACertificateAndBlocksNoKey()
    {
        var intents = Enumerable.Range(0, 3).Select(static _ => SerialOnly(RevocationReason.KeyCompromise)).ToArray();

        var made = await Task.WhenAll(intents.Select(intent => Store.Reserve(intent, Samples.Companion("x"), Token)));
        var again = await Store.Reserve(intents[0], Samples.Companion("x"), Token);

        made.Select(static one => one.ShouldBeOfType<Reservation.Made>().Revocation!.Current).ShouldAllBe(static status => status == CertificateStatus.Revoked);
        var row = again.ShouldBeOfType<Reservation.RequestKnown>().Row;
        (row.Record.Status, row.Record.Der.Length, row.ToBeSigned.Length, row.Record.Subject).ShouldBe((CertificateStatus.Revoked, 0, 0, string.Empty));
        (await Store.FindStatus(intents[1].Key, Token))!.Revocation!.Reason.ShouldBe(RevocationReason.KeyCompromise);
        (await Store.Reserve(Samples.Intent(), Samples.Companion("x"), Token)).ShouldBeOfType<Reservation.Made>();
        (await Store.ListReserved(DateTimeOffset.MaxValue.AddYears(-1), 500, Token)).ShouldNotContain(reserved => reserved.Record.Key == intents[0].Key);
    }

    [Fact]
    public async Task Law03_Reserve_RevokedElsewhereButHereAlready_ChangesNothing()
    {
        var here = await Store.Issue();
        var known = RevokedElsewhere(RevocationReason.KeyCompromise);
        await Store.Reserve(known with { Revocation = null }, Samples.Companion("x"), Token);

        var serial = RevokedElsewhere(RevocationReason.KeyCompromise);
        var taken = await Store.Reserve(serial with { Key = here.Key, Revocation = serial.Revocation! with { Key = here.Key } }, Samples.Companion("x"), Token);
        var again = await Store.Reserve(known, Samples.Companion("x"), Token);

        taken.ShouldBeOfType<Reservation.SerialTaken>();
        again.ShouldBeOfType<Reservation.RequestKnown>().Row.Record.Status.ShouldBe(CertificateStatus.Good);
        (await Store.FindStatus(here.Key, Token))!.Status.ShouldBe(CertificateStatus.Good);
        (await Store.FindStatus(known.Key, Token))!.Status.ShouldBe(CertificateStatus.Good);
    }

    [Fact]
    public async Task Law05_Reserve_RevokedElsewhereWithACompanionThatFails_LeavesNothing()
    {
        var intent = RevokedElsewhere(RevocationReason.Superseded);
        await Should.ThrowAsync<InvalidOperationException>(() => Store.Reserve(intent, Samples.BadCompanion(intent.Key.ToId()), Token));

        (await Store.Find(intent.Key, Token)).ShouldBeNull();
        (await Log.LastSequence(new CrlScope(intent.Key.Authority, 0), 0, Token)).ShouldBe(0);
    }

    [Theory]
    [InlineData(RevocationReason.Unspecified)]
    [InlineData(RevocationReason.CertificateHold)]
    [InlineData(RevocationReason.Superseded)]
    public async Task Law03_Revoke_Again_KeepsFirstTimeAndReason(RevocationReason second)
    {
        var intent = await Store.Issue();
        await Store.Revoke(intent.Key, RevocationReason.Superseded);

        var result = await Store.Revoke(intent.Key, second, Later);

        result.ShouldBe(new RevocationResult(RevocationVerdict.AlreadyRevoked, null, CertificateStatus.Revoked));
        (await Store.FindStatus(intent.Key, Token))!.Revocation!.RevokedAt.ShouldBe(Samples.Now);
    }

    [Fact]
    public async Task Law03_Revoke_CorrectedToKeyCompromise_OnceAndKeepsTheTime()
    {
        var intent = await Store.Issue();
        var first = await Store.Revoke(intent.Key, RevocationReason.Superseded);

        var second = await Store.Revoke(intent.Key, RevocationReason.KeyCompromise, Later);
        var third = await Store.Revoke(intent.Key, RevocationReason.KeyCompromise, Later);

        second.Receipt!.Sequence.ShouldBeGreaterThan(first.Receipt!.Sequence);
        second.Receipt.RevokedAt.ShouldBe(Samples.Now);
        third.Verdict.ShouldBe(RevocationVerdict.AlreadyRevoked);
        (await Store.FindStatus(intent.Key, Token))!.Revocation.ShouldBe(
            new RevocationDetail(Samples.Now, RevocationReason.KeyCompromise, second.Receipt.Sequence, null));
    }

    [Fact]
    public async Task Law03_Release_OnHold_IsGoodAgain()
    {
        var intent = await Store.Issue();
        await Store.Revoke(intent.Key, RevocationReason.CertificateHold);

        var result = await Store.Revoke(intent.Key, RevocationReason.RemoveFromCrl, Later);

        result.Verdict.ShouldBe(RevocationVerdict.Changed);
        (await Store.FindStatus(intent.Key, Token)).ShouldBe(new CertificateStatusRow(CertificateStatus.Good, intent.NotAfter, null) { ReleasedAt = Later });
        (await Log.ListSince(result.Receipt!.Sequence - 1, 1, Token)).ShouldBe(
            [new RevocationEvent(result.Receipt.Sequence, intent.Key, RevocationReason.RemoveFromCrl, Later, null)]);
    }

    [Fact]
    public async Task Law03_Release_Revoked_IsRefused()
    {
        var intent = await Store.Issue();
        var good = await Store.Revoke(intent.Key, RevocationReason.RemoveFromCrl);
        await Store.Revoke(intent.Key, RevocationReason.CertificateHold);
        await Store.Revoke(intent.Key, RevocationReason.Superseded, Later);

        var revoked = await Store.Revoke(intent.Key, RevocationReason.RemoveFromCrl, Later);

        good.Verdict.ShouldBe(RevocationVerdict.NotOnHold);
        revoked.Verdict.ShouldBe(RevocationVerdict.NotOnHold);
        (await Store.FindStatus(intent.Key, Token))!.Revocation!.RevokedAt.ShouldBe(Samples.Now);
    }

    [Fact]
    public async Task Law03_Revoke_ReservedUnknownOrVoided_IsRefused()
    {
        var reserved = Samples.Intent();
        await Store.Reserve(reserved, Samples.Companion("x"), Token);
        var voided = Samples.Intent();
        await Store.Reserve(voided, Samples.Companion("x"), Token);
        await Store.Void(voided.Key, Samples.Now, Samples.Companion("x"), Token);

        (await Store.Revoke(reserved.Key, RevocationReason.Unspecified)).Verdict.ShouldBe(RevocationVerdict.NotFound);
        (await Store.Revoke(Samples.Key(), RevocationReason.Unspecified)).Verdict.ShouldBe(RevocationVerdict.NotFound);
        (await Store.Revoke(voided.Key, RevocationReason.KeyCompromise)).Verdict.ShouldBe(RevocationVerdict.AlreadyRevoked);
        (await Store.Revoke(voided.Key, RevocationReason.RemoveFromCrl)).Verdict.ShouldBe(RevocationVerdict.AlreadyRevoked);
    }

    [Fact]
    public async Task Law03_Revoke_SixtyFourAtOnce_ChangesOnce()
    {
        var intent = await Store.Issue();

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Store.Revoke(intent.Key, RevocationReason.Superseded, Samples.Now.AddSeconds(i))));

        results.Count(result => result.Verdict == RevocationVerdict.Changed).ShouldBe(1);
        fixture.Scalar($"select count(*) from audit where target = '{intent.Key.ToId()}'").ShouldBe(1);
    }

    [Fact]
    public async Task ListSince_AfterSeveral_IsInOrderAndReachesTheLast()
    {
        var start = await Log.LastSequence(Token);
        var keys = new List<CertificateKey>();
        for (var i = 0; i < 5; i++)
        {
            keys.Add((await Store.Issue()).Key);
            await Store.Revoke(keys[^1], RevocationReason.Superseded);
        }

        var events = await Log.ListSince(start, 4, Token);

        events.Select(item => item.Key).ShouldBe(keys[..4]);
        events.Select(item => item.Sequence).ShouldBeInOrder();
        (await Log.LastSequence(Token)).ShouldBe((await Log.ListSince(events[^1].Sequence, 4, Token)).Single().Sequence);
    }

    [Fact]
    public async Task ListRevoked_ManyStates_ListsWhatACrlLists()
    {
        var authority = Samples.Authority();
        await Store.Issue(Samples.Intent(Samples.Key(authority)));
        var revoked = await Store.Issue(Samples.Intent(Samples.Key(authority)));
        await Store.ChangeRevocation(
            new RevocationChange(revoked.Key, RevocationReason.KeyCompromise, Samples.Now, Samples.Now.AddDays(-3)), Samples.Companion("x"), Token);
        var held = await Store.Issue(Samples.Intent(Samples.Key(authority)));
        await Store.Revoke(held.Key, RevocationReason.CertificateHold);
        var voided = Samples.Intent(Samples.Key(authority));
        await Store.Reserve(voided, Samples.Companion("x"), Token);
        await Store.Void(voided.Key, Samples.Now, Samples.Companion("x"), Token);
        var expired = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { NotAfter = Samples.Now.AddDays(-1) });
        await Store.Revoke(expired.Key, RevocationReason.Unspecified);
        await Store.Revoke((await Store.Issue()).Key, RevocationReason.Unspecified);

        var rows = await Log.ListRevoked(new RevokedQuery(new CrlScope(authority, 0), Samples.Now), Token).ToListAsync(Token);

        var expected = new[] { revoked, held, voided }.OrderBy(intent => intent.Key.Serial.Hex, StringComparer.Ordinal);
        rows.Select(row => SerialNumber.FromBytes(row.Serial.Span)).ShouldBe(expected.Select(intent => intent.Key.Serial));
        var row = rows.Single(row => SerialNumber.FromBytes(row.Serial.Span) == revoked.Key.Serial);
        (row.Reason, row.RevokedAt, row.InvalidityDate).ShouldBe((RevocationReason.KeyCompromise, Samples.Now, Samples.Now.AddDays(-3)));
    }

    [Fact]
    public async Task ListRevoked_WhileOthersRevoke_IsOneSnapshot()
    {
        var authority = Samples.Authority();
        for (var i = 0; i < 1100; i += 100)
            await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ => await Store.Revoke((await Store.Issue(Samples.Intent(Samples.Key(authority)))).Key, RevocationReason.Unspecified)));

        var count = 0;
        await foreach (var row in Log.ListRevoked(new RevokedQuery(new CrlScope(authority, 0), Samples.Now), Token))
        {
            if (count++ % 200 == 0)
                await Store.Revoke((await Store.Issue(Samples.Intent(Samples.Key(authority)))).Key, RevocationReason.Unspecified);
        }

        count.ShouldBe(1100);
    }

    [Fact]
    public async Task ListRevoked_ExpiredButRevokedSince_IsListedOnceMore()
    {
        var authority = Samples.Authority();
        var expired = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { NotAfter = Samples.Now.AddDays(-1) });
        var sequence = (await Store.Revoke(expired.Key, RevocationReason.Unspecified)).Receipt!.Sequence;

        (await Listed(new RevokedQuery(new CrlScope(authority, 0), Samples.Now, sequence - 1))).ShouldBe([expired.Key.Serial]);
        (await Listed(new RevokedQuery(new CrlScope(authority, 0), Samples.Now, sequence))).ShouldBeEmpty();
    }

    [Fact]
    public async Task ListRevoked_OfAShard_ListsItsOwnAndTheWholeListsAll()
    {
        var authority = Samples.Authority();
        var keys = new List<SerialNumber>();
        for (var shard = 0; shard <= 2; shard++)
        {
            var intent = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { Shard = shard });
            await Store.Revoke(intent.Key, RevocationReason.Superseded);
            keys.Add(intent.Key.Serial);
        }

        (await Listed(new RevokedQuery(new CrlScope(authority, 2), Samples.Now))).ShouldBe([keys[2]]);
        (await Listed(new RevokedQuery(new CrlScope(authority, 3), Samples.Now))).ShouldBeEmpty();
        (await Listed(new RevokedQuery(new CrlScope(authority, 0), Samples.Now))).ShouldBe(keys, ignoreOrder: true);
    }

    [Fact]
    public async Task ListChanged_SinceASequence_GivesTodaysStatusOfWhatHadAnEvent()
    {
        var authority = Samples.Authority();
        var before = await Store.Issue(Samples.Intent(Samples.Key(authority)));
        var since = (await Store.Revoke(before.Key, RevocationReason.Superseded)).Receipt!.Sequence;
        var revoked = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { Shard = 1, NotAfter = Samples.Now.AddDays(-1) });
        await Store.Revoke(revoked.Key, RevocationReason.KeyCompromise);
        var released = await Store.Issue(Samples.Intent(Samples.Key(authority)));
        await Store.Revoke(released.Key, RevocationReason.CertificateHold);
        await Store.Revoke(released.Key, RevocationReason.RemoveFromCrl);
        await Store.Revoke((await Store.Issue()).Key, RevocationReason.Superseded);

        var changed = await Log.ListChanged(new CrlScope(authority, 0), since, Token).ToListAsync(Token);
        var ofShard = await Log.ListChanged(new CrlScope(authority, 1), since, Token).ToListAsync(Token);

        changed.ToDictionary(row => SerialNumber.FromBytes(row.Serial.Span), row => row.Reason).ShouldBe(
            new Dictionary<SerialNumber, RevocationReason> { [revoked.Key.Serial] = RevocationReason.KeyCompromise, [released.Key.Serial] = RevocationReason.RemoveFromCrl },
            ignoreOrder: true);
        changed.Select(row => Convert.ToHexString(row.Serial.Span)).ShouldBeInOrder();
        SerialNumber.FromBytes(ofShard.ShouldHaveSingleItem().Serial.Span).ShouldBe(revoked.Key.Serial);
    }

    [Fact]
    public async Task LastSequence_OfAScope_IsItsOwnNewestEvent()
    {
        var authority = Samples.Authority();
        var start = await Log.LastSequence(Token);
        var sharded = await Store.Issue(Samples.Intent(Samples.Key(authority)) with { Shard = 2 });
        var own = (await Store.Revoke(sharded.Key, RevocationReason.Superseded)).Receipt!.Sequence;
        await Store.Revoke((await Store.Issue()).Key, RevocationReason.Superseded);

        (await Log.LastSequence(new CrlScope(authority, 0), start, Token)).ShouldBe(own);
        (await Log.LastSequence(new CrlScope(authority, 2), start, Token)).ShouldBe(own);
        (await Log.LastSequence(new CrlScope(authority, 1), start, Token)).ShouldBe(start);
        (await Log.LastSequence(new CrlScope(authority, 0), own, Token)).ShouldBe(own);
    }

    private static CertificateIntent SerialOnly(RevocationReason reason) =>
        RevokedElsewhere(reason) with { Certificate = [], IsSerialOnly = true, ToBeSigned = [], PublicKeyHash = [], Subject = string.Empty, Names = [] };

    private static CertificateIntent RevokedElsewhere(RevocationReason reason)
    {
        var intent = Samples.Intent();
        return intent with { Certificate = Samples.Bytes(1100), Revocation = new RevocationChange(intent.Key, reason, Samples.Now.AddDays(-3), null) { RecordedAt = Samples.Now } };
    }

    /// <summary>The first status that is seen of each.</summary>
    private async Task<List<CertificateStatus>> FirstSeen(IEnumerable<CertificateIntent> intents, CancellationToken cancellationToken)
    {
        var seen = new List<CertificateStatus>();
        var left = intents.Select(static intent => intent.Key).ToList();
        while (left.Count > 0)
        {
            foreach (var key in left.ToArray())
            {
                if (await Store.FindStatus(key, cancellationToken) is { } row)
                {
                    seen.Add(row.Status);
                    left.Remove(key);
                }
            }
        }

        return seen;
    }

    private async Task<SerialNumber[]> Listed(RevokedQuery query) =>
        [.. (await Log.ListRevoked(query, Token).ToListAsync(Token)).Select(row => SerialNumber.FromBytes(row.Serial.Span))];
}
