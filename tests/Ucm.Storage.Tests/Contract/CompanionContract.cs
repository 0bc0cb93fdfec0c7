using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Keys;

namespace Ucm.Storage.Tests.Contract;

public abstract class CompanionContract(StorageFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ICertificateStore Store => fixture.Get<ICertificateStore>();

    [Fact]
    public async Task Law05_Reserve_WithACompanionThatFails_LeavesNothing()
    {
        var intent = Samples.Intent();
        var target = Samples.Token();

        await Should.ThrowAsync<InvalidOperationException>(() => Store.Reserve(intent, Samples.BadCompanion(target), Token));

        (await Store.Find(intent.Key, Token)).ShouldBeNull();
        AuditRows(target).ShouldBe(0);
        (await Store.Reserve(intent, Samples.Companion(target), Token)).ShouldBeOfType<Reservation.Made>();
    }

    [Fact]
    public async Task Law05_Revoke_WithACompanionThatFails_StaysGood()
    {
        var intent = await Store.Issue();
        var revocations = fixture.Scalar("select count(*) from revocations");
        var change = new RevocationChange(intent.Key, RevocationReason.KeyCompromise, Samples.Now, null);

        await Should.ThrowAsync<InvalidOperationException>(() => Store.ChangeRevocation(change, Samples.BadCompanion("x"), Token));

        (await Store.FindStatus(intent.Key, Token))!.Status.ShouldBe(CertificateStatus.Good);
        fixture.Scalar("select count(*) from revocations").ShouldBe(revocations);
    }

    [Fact]
    public async Task Law05_Change_WritesAuditEventAndIndexTogether()
    {
        var id = Samples.Token();
        var companion = CommitCompanion.Of(
            new AuditEntry(Samples.Now, "user:test", null, "key.add", id),
            new OutboxEvent(Samples.Now, id, """{"a":1}""")) with
        { Index = [new AcmeAccountRow(id, "t", "valid", Samples.Now)] };

        await fixture.Get<IKeyStore>().Add(new KeyRow(id, "certificate", "ecdsa-p256", [1], [2], Samples.Now), companion, Token);

        AuditRows(id).ShouldBe(1);
        fixture.Scalar($"select count(*) from outbox where kind = '{id}'").ShouldBe(1);
        fixture.Scalar($"select count(*) from acme_accounts where id = '{id}'").ShouldBe(1);
    }

    [Fact]
    public async Task Law05_NoChange_WritesNoCompanion()
    {
        var target = Samples.Token();
        var intent = await Store.Issue();
        await Store.Revoke(intent.Key, RevocationReason.Superseded);

        await Store.Reserve(Samples.Intent(request: intent.Request), Samples.Companion(target), Token);
        await Store.Complete(intent.Key, Samples.Bytes(9), Samples.Companion(target), Token);
        await Store.Void(intent.Key, Samples.Now, Samples.Companion(target), Token);
        await Store.ChangeRevocation(new RevocationChange(intent.Key, RevocationReason.Unspecified, Samples.Now, null), Samples.Companion(target), Token);

        AuditRows(target).ShouldBe(0);
    }

    [Fact]
    public async Task Law05_OneBadUnitAmongMany_DoesNotDisturbTheOthers()
    {
        var target = Samples.Token();
        var intents = Enumerable.Range(0, 200).Select(_ => Samples.Intent()).ToArray();

        var outcomes = await Task.WhenAll(intents.Select(async (intent, i) =>
        {
            try
            {
                return await Store.Reserve(intent, i % 10 == 3 ? Samples.BadCompanion(target) : Samples.Companion(target), Token) is Reservation.Made;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }));

        outcomes.Select((made, i) => made == (i % 10 != 3)).ShouldAllBe(expected => expected);
        AuditRows(target).ShouldBe(180);
    }

    private long AuditRows(string target) => fixture.Scalar($"select count(*) from audit where target = '{target}'");
}
