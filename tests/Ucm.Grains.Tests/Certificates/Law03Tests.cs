using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Faults;

namespace Ucm.Grains.Tests.Certificates;

/// <summary>Law 3: revoked stays revoked.</summary>
[Trait("needs", "server")]
public sealed class Law03Tests(FaultyCluster faulty) : IClassFixture<FaultyCluster>
{
    private readonly GrainCluster cluster = faulty.Cluster;

    [Fact]
    public async Task Law03_OnlyAHoldIsLifted()
    {
        var (held, revoked) = ((await cluster.Issued("law03:held")).Key, (await cluster.Issued("law03:revoked")).Key);
        await cluster.Revoke(held, RevocationReason.CertificateHold);
        await cluster.Revoke(revoked, RevocationReason.Superseded);

        var lifted = await Release(held);
        var kept = await Release(revoked);

        lifted.Value!.Reason.ShouldBe(RevocationReason.RemoveFromCrl);
        (await Status(held)).Status.ShouldBe(CertificateStatus.Good);
        kept.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await Status(revoked)).Status.ShouldBe(CertificateStatus.Revoked);
        (await Release(held)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
    }

    [Fact]
    public async Task Law03_HeldThenRevoked_IsNeverLiftedAndKeepsTheFirstTime()
    {
        var key = (await cluster.Issued("law03:held-revoked")).Key;
        var hold = await cluster.Revoke(key, RevocationReason.CertificateHold);
        faulty.Clock.Offset = TimeSpan.FromMinutes(10);
        var revoked = await cluster.Revoke(key, RevocationReason.Superseded);
        faulty.Clock.Offset = TimeSpan.Zero;

        revoked.Value!.RevokedAt.ShouldBe(hold.Value!.RevokedAt);
        (await Release(key)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await Status(key)).Status.ShouldBe(CertificateStatus.Revoked);
    }

    [Fact]
    public async Task Law03_RevokedAgain_KeepsReasonAndTimeButForKeyCompromise()
    {
        var key = (await cluster.Issued("law03:again")).Key;
        var first = (await cluster.Revoke(key, RevocationReason.Superseded)).Value!;
        faulty.Clock.Offset = TimeSpan.FromMinutes(10);
        var again = await cluster.Revoke(key, RevocationReason.CessationOfOperation);
        var unchanged = (await Status(key)).Revocation!;
        var corrected = (await cluster.Revoke(key, RevocationReason.KeyCompromise)).Value!;
        var back = await cluster.Revoke(key, RevocationReason.Superseded);
        faulty.Clock.Offset = TimeSpan.Zero;

        again.Refusal!.Code.ShouldBe(RefusalCode.AlreadyRevoked);
        unchanged.Reason.ShouldBe(RevocationReason.Superseded);
        corrected.RevokedAt.ShouldBe(first.RevokedAt);
        corrected.Sequence.ShouldBeGreaterThan(first.Sequence);
        back.Refusal!.Code.ShouldBe(RefusalCode.AlreadyRevoked);
        (await Status(key)).Revocation!.Reason.ShouldBe(RevocationReason.KeyCompromise);
    }

    [Fact]
    public async Task Law03_RetriedOrReconciled_StaysRevoked()
    {
        var command = TestRequests.Command("law03:retried");
        var issued = (await cluster.Issue(command)).Value!;
        await cluster.Revoke(issued.Key, RevocationReason.AffiliationChanged);

        var again = await cluster.Issue(command);
        faulty.Clock.Offset = Reconciler.VoidAfter + TimeSpan.FromMinutes(1);
        await cluster.Service<Reconciler>().Run(CancellationToken.None);
        faulty.Clock.Offset = TimeSpan.Zero;

        again.Value!.Replayed.ShouldBeTrue();
        again.Value.Der.ShouldBe(issued.Der);
        (await Status(issued.Key)).Status.ShouldBe(CertificateStatus.Revoked);
    }

    [Fact]
    public async Task Revoke_WithoutThePermission_ForbiddenAndUnchanged()
    {
        var key = (await cluster.Issued("law03:forbidden")).Key;
        var reader = new Caller(CallerKind.User, "reader", [Permission.CertificatesRead, Permission.CertificatesIssue]);

        var revoke = await cluster.Grains.Certificate(key).Revoke(new RevokeCommand(RevocationReason.Superseded, reader), CancellationToken.None);
        var release = await cluster.Grains.Certificate(key).Release(reader, CancellationToken.None);

        revoke.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        release.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await Status(key)).Status.ShouldBe(CertificateStatus.Good);
    }

    [Theory]
    [InlineData(RevocationReason.RemoveFromCrl)]
    [InlineData((RevocationReason)7)]
    [InlineData((RevocationReason)99)]
    public async Task Revoke_ReasonThatIsNone_Refused(RevocationReason reason)
    {
        var key = (await cluster.Issued($"law03:reason:{reason}")).Key;

        var outcome = await cluster.Revoke(key, reason);

        outcome.Refusal!.Code.ShouldBe(RefusalCode.BadRevocationReason);
    }

    private Task<Outcome<RevocationReceipt>> Release(CertificateKey key) => cluster.Grains.Certificate(key).Release(TestRequests.Admin, CancellationToken.None);

    private async Task<CertificateRecord> Status(CertificateKey key) => (await cluster.Grains.Certificate(key).Get(CancellationToken.None)).Value!;
}
