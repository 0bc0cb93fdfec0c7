using Ucm.Grains.Authorities;
using Ucm.Grains.Crl;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Tests.Crl;

/// <summary>What a scope owes, and how long it may wait with it.</summary>
public sealed class PendingPublicationsTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CrlPolicy Policy = CrlPolicyRules.Default;
    private static readonly CrlPolicy WithDeltas = Policy with { DeltaInterval = TimeSpan.FromHours(1) };
    private static readonly CrlRow Full = new(
        new CrlScope(TestRequests.Issuing, 0), 1, CrlKind.Full, null, 10, 5, Now, Now + Policy.Lifetime, new CrlContent("b", 1, []));

    private readonly PendingPublications promises = new();

    [Fact]
    public void AreKept_NothingAskedAndNothingRevoked_IsTrue() => promises.AreKept(new CrlsInForce(Full, null, 0)).ShouldBeTrue();

    [Fact]
    public void Announce_BeyondTheCrlInForce_IsOwedUntilACrlListsIt()
    {
        promises.Announce(12);
        promises.Announce(11);

        promises.AreKept(new CrlsInForce(Full with { Sequence = 11 }, null, 0)).ShouldBeFalse();
        promises.AreKept(new CrlsInForce(Full with { Sequence = 12 }, null, 0)).ShouldBeTrue();
    }

    [Fact]
    public void IsDue_Announced_IsAfterTheMinimumIntervalAndNotBefore()
    {
        promises.Announce(11);

        promises.IsDue(CrlKind.Full, Policy, Full, null, Now + Policy.MinimumInterval - TimeSpan.FromTicks(1)).ShouldBeFalse();
        promises.IsDue(CrlKind.Full, Policy, Full, null, Now + Policy.MinimumInterval).ShouldBeTrue();
    }

    [Fact]
    public void IsDue_DeltaOfAnAuthorityWithDeltas_IsJudgedByTheDelta()
    {
        promises.IsDue(CrlKind.Delta, WithDeltas, Full, null, Now).ShouldBeTrue();
        promises.IsDue(CrlKind.Delta, Policy, Full, null, Now.AddYears(1)).ShouldBeFalse();
        promises.IsDue(CrlKind.Full, WithDeltas, Full, null, Now).ShouldBeFalse();
    }

    [Fact]
    public void Read_AnEventThatNobodyAnnounced_IsOwed()
    {
        promises.ReadFrom(Full).ShouldBe(10);

        promises.Read(own: 14, last: 20);

        promises.AreKept(new CrlsInForce(Full with { Sequence = 13 }, null, 0)).ShouldBeFalse();
        promises.ReadFrom(Full).ShouldBe(20);
    }

    [Fact]
    public void Read_NoEventOfThisScope_OwesNothingAndIsNotLookedAtAgain()
    {
        promises.Read(promises.ReadFrom(Full), last: 20);

        promises.AreKept(new CrlsInForce(Full, null, 0)).ShouldBeTrue();
        promises.ReadFrom(Full).ShouldBe(20);
    }

    [Fact]
    public void Wait_RegularNext_IsUntilTheOverlap() => promises.Wait(Policy, Full, null, Now).ShouldBe(Policy.Lifetime - Policy.Overlap);

    [Fact]
    public void Wait_DueLongAgo_IsShortAndNeverNothing()
    {
        promises.Announce(11);

        promises.Wait(Policy, Full, null, Now.AddDays(30)).ShouldBeInRange(TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Settle_WhatWasPromisedWhenItBegan_IsKept()
    {
        var question = promises.Ask(TestRequests.Admin);
        promises.AreKept(new CrlsInForce(Full, null, 0)).ShouldBeFalse();

        promises.Settle(promises.Asked, Full);

        promises.IsOpen(question).ShouldBeFalse();
        promises.AreKept(new CrlsInForce(Full, null, 0)).ShouldBeTrue();
    }

    [Fact]
    public void Settle_AskedAgainMeanwhileByTheSame_IsStillOwed()
    {
        promises.Ask(TestRequests.Admin);
        var begunWith = promises.Asked;
        var later = promises.Ask(TestRequests.Admin);

        promises.Settle(begunWith, Full);

        promises.IsOpen(later).ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Settle_Refused_IsOwedWhileTryingAgainMayHelp(bool again)
    {
        var question = promises.Ask(TestRequests.Admin);

        promises.Settle(question, new Refusal(RefusalCode.Unavailable, "No.", again ? TimeSpan.FromSeconds(1) : null));

        promises.IsOpen(question).ShouldBe(again);
    }
}
