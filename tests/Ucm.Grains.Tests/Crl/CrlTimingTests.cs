using Ucm.Grains.Authorities;
using Ucm.Grains.Crl;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Tests.Crl;

/// <summary>When the next CRL is due, by stored time alone.</summary>
public sealed class CrlTimingTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CrlPolicy Policy = CrlPolicyRules.Default;
    private static readonly CrlPolicy WithDeltas = Policy with { DeltaInterval = TimeSpan.FromHours(1) };

    [Fact]
    public void FullDueAt_NothingRevoked_IsTheOverlapBeforeNextUpdate() =>
        new CrlTiming(Policy, Full(1), null, 10).FullDueAt().ShouldBe(Now + Policy.Lifetime - Policy.Overlap);

    [Fact]
    public void FullDueAt_Revoked_IsAfterTheMinimumInterval() =>
        new CrlTiming(Policy, Full(1), null, 11).FullDueAt().ShouldBe(Now + Policy.MinimumInterval);

    [Fact]
    public void FullDueAt_MinimumIntervalBeyondTheOverlap_NeverLetsACrlExpire() =>
        new CrlTiming(Policy with { MinimumInterval = TimeSpan.FromDays(30) }, Full(1), null, 11).FullDueAt().ShouldBe(Now + Policy.Lifetime - Policy.Overlap);

    [Fact]
    public void FullDueAt_RevokedWithDeltas_KeepsToItsLifetime() =>
        new CrlTiming(WithDeltas, Full(1), Delta(2, 1), 11).FullDueAt().ShouldBe(Now + Policy.Lifetime - Policy.Overlap);

    [Fact]
    public void FullDueAt_DeltaHasOutgrownItsBase_IsDue() =>
        new CrlTiming(WithDeltas, Full(1), Delta(2, 1) with { Entries = 20_000 }, 11).FullDueAt().ShouldBe(Now);

    [Fact]
    public void DeltaDueAt_NoDeltas_IsNever() => new CrlTiming(Policy, Full(1), null, 11).DeltaDueAt().ShouldBe(DateTimeOffset.MaxValue);

    [Fact]
    public void DeltaDueAt_NoneYet_IsAtOnce() => new CrlTiming(WithDeltas, Full(1), null, 10).DeltaDueAt().ShouldBe(Now);

    [Fact]
    public void DeltaDueAt_NothingRevoked_IsAfterAnIntervalWhichIsHalfItsLife()
    {
        var delta = Delta(2, 1);

        var due = new CrlTiming(WithDeltas, Full(1), delta, 10).DeltaDueAt();

        due.ShouldBe(delta.ThisUpdate + TimeSpan.FromHours(1));
        due.ShouldBeLessThan(delta.NextUpdate);
    }

    [Fact]
    public void DeltaDueAt_Revoked_IsAfterTheMinimumInterval() =>
        new CrlTiming(WithDeltas, Full(1), Delta(2, 1), 11).DeltaDueAt().ShouldBe(Now + Policy.MinimumInterval);

    [Fact]
    public void DeltaDueAt_TheFullCrlHasItAlready_IsNotHurried() =>
        new CrlTiming(WithDeltas, Full(3), Delta(2, 1) with { Sequence = 8 }, 10).DeltaDueAt().ShouldBe(Now + TimeSpan.FromHours(1));

    [Fact]
    public void DueAt_FullCrlDoesNotNameDeltasYet_ItsSuccessorComesFirst()
    {
        var before = Full(1) with { NamesDelta = false };

        new CrlTiming(WithDeltas, before, null, 11).FullDueAt().ShouldBe(Now);
        new CrlTiming(WithDeltas, before, null, 11).DeltaDueAt().ShouldBe(DateTimeOffset.MaxValue);
        new CrlTiming(Policy, before, null, 10).FullDueAt().ShouldBe(Now + Policy.Lifetime - Policy.Overlap);
    }

    [Fact]
    public void DueAt_Backdated_CountsFromTheMaking()
    {
        var made = Now.AddMinutes(5);

        new CrlTiming(Policy, Full(1) with { MadeAt = made }, null, 11).FullDueAt().ShouldBe(made + Policy.MinimumInterval);
        new CrlTiming(WithDeltas, Full(1) with { MadeAt = made }, Delta(2, 1) with { MadeAt = made }, 10).DeltaDueAt().ShouldBe(made.AddHours(1));
        new CrlTiming(WithDeltas, Full(1) with { MadeAt = made }, Delta(2, 1) with { MadeAt = made }, 11).DeltaDueAt().ShouldBe(made + Policy.MinimumInterval);
    }

    [Fact]
    public void KeepFrom_ManyCrlsInALifetime_CountsOnlyTheRegularOne() =>
        CrlTiming.KeepFrom(Full(1), Policy, Now.AddSeconds(10)).ShouldBe(Now.AddSeconds(10) - Policy.Lifetime);

    [Fact]
    public void KeepFrom_TheLastOneIsOlderThanALifetime_ReachesBackToIt() =>
        CrlTiming.KeepFrom(Full(1), Policy, Now.AddDays(30)).ShouldBe(Now);

    private static CrlRow Full(long number) => new(
        new CrlScope(TestRequests.Issuing, 0), number, CrlKind.Full, null, 10, 5, Now, Now + Policy.Lifetime, new CrlContent("b", 1, []));

    private static CrlRow Delta(long number, long basis) =>
        Full(number) with { Kind = CrlKind.Delta, BaseNumber = basis, NextUpdate = Now.AddHours(2) };
}
