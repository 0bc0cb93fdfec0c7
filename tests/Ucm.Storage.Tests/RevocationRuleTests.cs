using CsCheck;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;
using Ucm.Storage.Tests.Contract;

namespace Ucm.Storage.Tests;

public sealed class RevocationRuleTests
{
    private static readonly Gen<(RevocationReason Reason, int Minute)[]> Histories =
        Gen.Select(Gen.Int[0, Enum.GetValues<RevocationReason>().Length - 1].Select(i => Enum.GetValues<RevocationReason>()[i]), Gen.Int[0, 1000]).Array[0, 30];

    [Fact]
    public void Law03_AnyHistory_RevokedNeverComesBackAndKeepsItsTime() => Histories.Sample(history =>
    {
        var state = new RevocationState(CertificateStatus.Good, null, null, null);
        foreach (var (reason, minute) in history)
        {
            var next = Next(state, reason, Samples.Now.AddMinutes(minute));
            if (state.Status == CertificateStatus.Revoked)
            {
                next.Status.ShouldBe(CertificateStatus.Revoked);
                next.RevokedAt.ShouldBe(state.RevokedAt);
                (next.Reason == state.Reason || next.Reason == RevocationReason.KeyCompromise).ShouldBeTrue();
            }

            if (state.Status == CertificateStatus.OnHold && next.Status != CertificateStatus.Good)
                next.RevokedAt.ShouldBe(state.RevokedAt);

            (next.Status == CertificateStatus.Good).ShouldBe(next.RevokedAt is null);
            (next.Status == CertificateStatus.OnHold).ShouldBe(next.Reason == RevocationReason.CertificateHold);
            state = next;
        }
    });

    private static RevocationState Next(RevocationState state, RevocationReason reason, DateTimeOffset at)
    {
        var decision = RevocationRule.Decide(state, new RevocationChange(Samples.Key(), reason, at, null));
        return decision switch
        {
            { Changes: false } => state,
            { Status: CertificateStatus.Good } => new RevocationState(CertificateStatus.Good, null, null, null),
            _ => new RevocationState(decision.Status, reason, decision.At, decision.InvalidityDate),
        };
    }
}
