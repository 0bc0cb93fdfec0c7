using Ucm.Grains.Identity;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Tests.Identity;

/// <summary>Sign-ins that ended long ago leave nothing behind, and what is gone is refused as before.</summary>
[Trait("needs", "server")]
public sealed class SignInCleanupTests : IAsyncLifetime
{
    private readonly IdentityCluster cluster = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => cluster.InitializeAsync();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task CleanSome_ExpiredLongAgo_AreDeletedAndTheOthersStay()
    {
        var user = (await cluster.CreateUser()).Value;
        var old = (await cluster.SignIn(user)).Value!;
        cluster.Clock.Advance(TimeSpan.FromDays(7) + SignInCleanupGrain.Grace);
        var young = (await cluster.SignIn(user)).Value!;

        await Clean();

        (await Sessions()).ShouldHaveSingleItem().Key.ShouldContain(young.Session.Id);
        (await cluster.States.List<RefreshTokenState>(RefreshTokenState.Name, null, 10, Token)).ShouldHaveSingleItem().State.Session.ShouldBe(young.Session.Id);
        (await cluster.Grains.Session(old.Session.Id).Check(touch: true, Token)).Refusal.ShouldNotBeNull();
        (await cluster.Grains.SignIn().Refresh(old.RefreshToken!, null, Token)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        (await cluster.Grains.SignIn().Refresh(young.RefreshToken!, null, Token)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task CleanSome_MoreThanAPage_AreAllDeletedAndThenItRests()
    {
        var user = (await cluster.CreateUser()).Value;
        for (var opened = 0; opened <= SignInCleanupGrain.Page; opened++)
        {
            (await cluster.SignIn(user)).Succeeded.ShouldBeTrue();
        }

        cluster.Clock.Advance(TimeSpan.FromDays(9));

        await Clean();

        (await Sessions()).ShouldBeEmpty();
        await cluster.SignIn(user);
        (await Cleanup.CleanSome(Token)).ShouldBeFalse();
        cluster.Clock.Advance(TimeSpan.FromHours(2));
        (await Cleanup.CleanSome(Token)).ShouldBeTrue();
    }

    private ISignInCleanupGrain Cleanup => cluster.Grains.GetGrain<ISignInCleanupGrain>(ISignInCleanupGrain.Key);

    private Task<IReadOnlyList<StoredGrainState<SessionState>>> Sessions() => cluster.States.List<SessionState>(SessionState.Name, null, 10, Token);

    private async Task Clean()
    {
        while (await Cleanup.CleanSome(Token))
        {
            Token.ThrowIfCancellationRequested();
        }
    }
}
