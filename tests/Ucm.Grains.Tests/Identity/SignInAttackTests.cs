using Ucm.Grains.Identity;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Identity;

/// <summary>What strangers' wrong passwords do to the real user: nothing, at the user's own address.</summary>
[Trait("needs", "server")]
public sealed class SignInAttackTests(IdentityCluster cluster) : IClassFixture<IdentityCluster>
{
    private const string Wrong = "the wrong password";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_AddressUsedUpItsSignIns_Refreshes()
    {
        const string Address = "192.0.2.10";
        var user = await cluster.CreateUser();
        var signedIn = await cluster.SignIn(user.Value, address: Address);
        var limited = await UntilLimited(() => cluster.SignIn($"n{Guid.NewGuid():n}", Wrong, address: Address));

        var refreshed = await cluster.Grains.SignIn().Refresh(signedIn.Value!.RefreshToken!, Address, None);

        limited.ShouldBeTrue();
        refreshed.Succeeded.ShouldBeTrue(refreshed.Refusal?.Detail);
    }

    [Fact]
    public async Task Refresh_ManyWrongTokensFromOneAddress_AreLimited()
    {
        var token = new SecretText("AAAAAAAAAAAAAAAAAAAAAA.wrong");

        var limited = await UntilLimited(() => cluster.Grains.SignIn().Refresh(token, "192.0.2.11", None));

        limited.ShouldBeTrue();
    }

    [Fact]
    public async Task SignIn_StrangerLockedHimselfOut_LeavesTheUserAtAnotherAddressAlone()
    {
        var user = await cluster.CreateUser();
        RefusalCode? stranger = null;
        for (var attempt = 0; attempt < 8; attempt++)
        {
            stranger = (await cluster.SignIn(user.Value, Wrong, address: "198.51.100.1")).Refusal!.Code;
        }

        var signedIn = await cluster.SignIn(user.Value, address: "192.0.2.20");

        stranger.ShouldBe(RefusalCode.LockedOut);
        signedIn.Succeeded.ShouldBeTrue(signedIn.Refusal?.Detail);
    }

    [Fact]
    public async Task SignIn_OneWrongPasswordEachQuarterOfAnHour_LocksNobodyOut()
    {
        var user = await cluster.CreateUser();
        for (var attempt = 0; attempt < 40; attempt++)
        {
            cluster.Clock.Advance(TimeSpan.FromMinutes(15));
            await cluster.SignIn(user.Value, Wrong, address: "198.51.100.2");
        }

        var sameAddress = await cluster.SignIn(user.Value, address: "198.51.100.2");
        var another = await cluster.SignIn(user.Value, address: "192.0.2.21");

        sameAddress.Succeeded.ShouldBeTrue(sameAddress.Refusal?.Detail);
        another.Succeeded.ShouldBeTrue(another.Refusal?.Detail);
    }

    [Fact]
    public async Task SignIn_WrongPasswordsFromManyAddresses_SlowStrangersAndSpareAddressesThatSignedIn()
    {
        var user = await cluster.CreateUser();
        await cluster.SignIn(user.Value, address: "192.0.2.30");
        await Attack(user.Value);

        var stranger = await cluster.SignIn(user.Value, Wrong, address: "203.0.113.1");
        var known = await cluster.SignIn(user.Value, address: "192.0.2.30");
        var newcomer = await cluster.SignIn(user.Value, address: "192.0.2.31");
        cluster.Clock.Advance(newcomer.Refusal!.RetryAfter!.Value);
        var itsTurn = await cluster.SignIn(user.Value, address: "192.0.2.31");

        stranger.Refusal!.Code.ShouldBe(RefusalCode.LockedOut);
        known.Succeeded.ShouldBeTrue(known.Refusal?.Detail);
        newcomer.Refusal.Code.ShouldBe(RefusalCode.LockedOut);
        itsTurn.Succeeded.ShouldBeTrue(itsTurn.Refusal?.Detail);
    }

    [Fact]
    public async Task SignIn_KnownAddressAfterTheGrainWasForgotten_IsStillKnown()
    {
        var user = await cluster.CreateUser();
        await cluster.SignIn(user.Value, address: "2001:db8:1:2::3");
        await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, None);
        await Attack(user.Value);

        var known = await cluster.SignIn(user.Value, address: "2001:db8:1:2::77");
        var stranger = await cluster.SignIn(user.Value, address: "2001:db8:1:3::3");

        known.Succeeded.ShouldBeTrue(known.Refusal?.Detail);
        stranger.Refusal!.Code.ShouldBe(RefusalCode.LockedOut);
    }

    [Fact]
    public async Task Law07_SignInsOfAnInventedNameFromManyAddresses_AreAnsweredAlikeAndWriteNothing()
    {
        var real = await cluster.CreateUser();
        var invented = $"n{Guid.NewGuid():n}";
        var users = (await cluster.States.List<UserState>(UserState.Name, null, 100, None)).Count;

        var ofReal = await Attack(real.Value);
        var ofInvented = await Attack(invented);

        ofInvented.ShouldBe(ofReal);
        ofInvented.ShouldContain(RefusalCode.LockedOut);
        (await cluster.States.List<UserState>(UserState.Name, null, 100, None)).Count.ShouldBe(users);
        (await cluster.Audit.List(cursor: null, 200, None)).Items.ShouldNotContain(row => row.Target.Contains(invented, StringComparison.Ordinal));
    }

    /// <summary>The limit refills all the time, so how many attempts it takes depends on how quick they are.</summary>
    private static async Task<bool> UntilLimited(Func<Task<Outcome<SignedIn>>> attempt)
    {
        for (var count = 0; count < 500; count++)
        {
            if ((await attempt()).Refusal is { Code: RefusalCode.RateLimited })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Two wrong passwords from each of twenty addresses.</summary>
    private async Task<List<RefusalCode>> Attack(string user)
    {
        List<RefusalCode> codes = [];
        for (var attempt = 0; attempt < 40; attempt++)
        {
            codes.Add((await cluster.SignIn(user, Wrong, address: $"198.51.100.{100 + (attempt % 20)}")).Refusal!.Code);
        }

        return codes;
    }
}
