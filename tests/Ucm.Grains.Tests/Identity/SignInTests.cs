using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Identity;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.RateLimits;
using Ucm.Grains.Tests.Trust;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Identity;

[Trait("needs", "server")]
public sealed class SignInTests(IdentityCluster cluster) : IClassFixture<IdentityCluster>
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_RightPassword_GivesTokensOfALivingSession()
    {
        var user = await cluster.CreateUser(Roles.Operator);

        var signedIn = await cluster.SignIn(user.Value);

        signedIn.Succeeded.ShouldBeTrue();
        signedIn.Value.AccessToken!.Value.Split('.').Length.ShouldBe(3);
        var session = await cluster.Grains.Session(signedIn.Value.Session.Id).Check(touch: true, None);
        session.Value!.Permissions.ShouldContain(Permission.CertificatesIssue);
    }

    [Fact]
    public async Task SignIn_AccessToken_VerifiesWithThePublishedKeyAndSaysWho()
    {
        var user = await cluster.CreateUser();
        var token = (await cluster.SignIn(user.Value)).Value!.AccessToken!.Value.Split('.');

        var keys = await cluster.Grains.TokenKeys().Get(None);

        using var key = System.Security.Cryptography.ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(keys.Keys[0].PublicKey.AsSpan(), out _);
        var signature = System.Buffers.Text.Base64Url.DecodeFromChars(token[2]);
        key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), signature, System.Security.Cryptography.HashAlgorithmName.SHA256).ShouldBeTrue();
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token[1]));
        claims.RootElement.GetProperty("sub").GetString().ShouldBe(user.Value);
        claims.RootElement.GetProperty("iss").GetString().ShouldBe("https://ca.example");
    }

    [Fact]
    public async Task SignIn_UnknownUserAndWrongPassword_AnswerTheSameUntilAndIncludingTheLockout()
    {
        var known = await cluster.CreateUser();
        var unknown = $"n{Guid.NewGuid():n}";
        List<Refusal> ofKnown = [];
        List<Refusal> ofUnknown = [];

        for (var attempt = 0; attempt < 7; attempt++)
        {
            ofKnown.Add((await cluster.SignIn(known.Value, "the wrong password")).Refusal!);
            ofUnknown.Add((await cluster.SignIn(unknown, "the wrong password")).Refusal!);
        }

        ofKnown.Select(static refusal => (refusal.Code, refusal.Detail)).ShouldBe(ofUnknown.Select(static refusal => (refusal.Code, refusal.Detail)));
        ofKnown[3].Code.ShouldBe(RefusalCode.InvalidCredentials);
        ofKnown[6].Code.ShouldBe(RefusalCode.LockedOut);
        ofKnown[6].RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task SignIn_LockedOut_RefusesTheRightPasswordUntilTheWaitIsOver()
    {
        var user = await cluster.CreateUser();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            await cluster.SignIn(user.Value, "the wrong password");
        }

        var locked = await cluster.SignIn(user.Value);
        cluster.Clock.Advance(TimeSpan.FromSeconds(31));
        var unlocked = await cluster.SignIn(user.Value);

        locked.Refusal!.Code.ShouldBe(RefusalCode.LockedOut);
        unlocked.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task SignIn_UnknownUser_WritesNothing()
    {
        var unknown = $"n{Guid.NewGuid():n}";

        await cluster.SignIn(unknown, "the wrong password");

        var audit = await cluster.Audit.List(cursor: null, 200, None);
        audit.Items.ShouldNotContain(row => row.Target.Contains(unknown, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignIn_ManyFailuresFromOneAddress_AreLimitedWhateverTheUser()
    {
        var user = await cluster.CreateUser();
        for (var attempt = 0; attempt < 30; attempt++)
        {
            await cluster.SignIn($"n{Guid.NewGuid():n}", "the wrong password", address: "192.0.2.77");
        }

        var refused = await cluster.SignIn(user.Value, address: "192.0.2.77");
        var elsewhere = await cluster.SignIn(user.Value, address: "192.0.2.78");

        refused.Refusal!.Code.ShouldBe(RefusalCode.RateLimited);
        elsewhere.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task SignIn_NothingCanBeGivenBackToTheAddress_SignsInAndRefreshes()
    {
        await using var other = new IdentityCluster { Configure = static services => services.AddSingleton<IIncomingGrainCallFilter, NothingIsGivenBack>() };
        await other.InitializeAsync();
        var user = await other.CreateUser();

        var signedIn = await other.SignIn(user.Value, address: "192.0.2.79");
        var refreshed = await other.Grains.SignIn().Refresh(signedIn.Value!.RefreshToken!, "192.0.2.79", None);

        refreshed.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task SignIn_UnknownUserWhileBusy_LeavesNoActivation()
    {
        await using var busy = new IdentityCluster { Configure = Busy };
        await busy.InitializeAsync();

        var refused = await busy.SignIn($"n{Guid.NewGuid():n}");

        refused.Refusal!.Code.ShouldBe(RefusalCode.RateLimited);
        await Eventually.Until(async () =>
        {
            var statistics = await busy.Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics();
            return !statistics.Any(static one => one.GrainType.Contains(nameof(UserGrain), StringComparison.Ordinal) && one.ActivationCount > 0);
        });
    }

    [Fact]
    public async Task Look_ManyAtOnceAtWhatIsNotThere_AreAllAnsweredAndNothingStays()
    {
        var (session, limit) = ($"none{Guid.NewGuid():n}", new RateLimitRule(5, TimeSpan.FromHours(1)));

        var sessions = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => cluster.Grains.Session(session).Look(None)));
        var waits = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => cluster.Grains.RateLimit("forgotten", session).Look(limit, None)));

        sessions.ShouldAllBe(static one => one.Refusal!.Code == RefusalCode.Unauthenticated);
        waits.ShouldAllBe(static wait => wait == TimeSpan.Zero);
        GrainId[] asked = [cluster.Grains.Session(session).GetGrainId(), cluster.Grains.RateLimit("forgotten", session).GetGrainId()];
        await Eventually.Until(async () =>
        {
            var active = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
            return !active.Any(one => asked.Contains(one.GrainId));
        });
    }

    [Fact]
    public async Task SignIn_UnknownUserWithFailuresWhileBusy_IsLockedOutAllTheSame()
    {
        await using var busy = new IdentityCluster { Configure = Busy };
        await busy.InitializeAsync();
        var unknown = $"n{Guid.NewGuid():n}";
        var tooLong = new string('x', PasswordPolicy.MaxLength + 1);
        List<RefusalCode> codes = [];

        foreach (var password in (string[])[tooLong, tooLong, tooLong, tooLong, IdentityCluster.Password, tooLong, tooLong])
        {
            codes.Add((await busy.SignIn(unknown, password)).Refusal!.Code);
        }

        codes[4].ShouldBe(RefusalCode.RateLimited);
        codes[^1].ShouldBe(RefusalCode.LockedOut);
    }

    [Fact]
    public async Task Refresh_TokenUsedTwice_EndsFamilyAndSession()
    {
        var user = await cluster.CreateUser();
        var first = (await cluster.SignIn(user.Value)).Value!;
        var second = await cluster.Grains.SignIn().Refresh(first.RefreshToken!, null, None);

        var reused = await cluster.Grains.SignIn().Refresh(first.RefreshToken!, null, None);
        var third = await cluster.Grains.SignIn().Refresh(second.Value!.RefreshToken!, null, None);

        reused.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        third.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        (await cluster.Grains.Session(first.Session.Id).Check(touch: false, None)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task End_ASession_KillsItAndItsRefreshToken()
    {
        var user = await cluster.CreateUser();
        var signedIn = (await cluster.SignIn(user.Value)).Value!;

        await cluster.Grains.Session(signedIn.Session.Id).End("logout", Caller.System("test"), None);

        (await cluster.Grains.Session(signedIn.Session.Id).Check(touch: true, None)).Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        (await cluster.Grains.SignIn().Refresh(signedIn.RefreshToken!, null, None)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task ChangePassword_RightCurrent_EndsEveryOtherSession()
    {
        var user = await cluster.CreateUser();
        var mine = (await cluster.SignIn(user.Value)).Value!.Session;
        var other = (await cluster.SignIn(user.Value, kind: SessionKind.Console)).Value!.Session;
        var caller = new Caller(CallerKind.User, user.Value, []);

        var changed = await cluster.Grains.User(user).ChangePassword(
            new ChangePasswordCommand(new SecretText(IdentityCluster.Password), new SecretText("four yellow submarines"), mine.Id, caller), None);

        changed.Succeeded.ShouldBeTrue();
        (await cluster.Grains.Session(mine.Id).Check(touch: true, None)).Succeeded.ShouldBeTrue();
        (await cluster.Grains.Session(other.Id).Check(touch: true, None)).Succeeded.ShouldBeFalse();
        (await cluster.SignIn(user.Value)).Succeeded.ShouldBeFalse();
    }

    [Fact]
    public async Task Redeem_CalledByAFrontend_IsRefused()
    {
        var outcome = await cluster.Grains.AsFrontend(grains => grains.RefreshToken("AAAAAAAAAAAAAAAAAAAAAA").Redeem(new SecretText("x"), null, None));

        outcome.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    private static void Busy(IServiceCollection services) => services.AddSingleton(static _ => new PasswordHasher(iterations: 1000, maxWaiting: 0));

    private sealed class NothingIsGivenBack : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => context is { Grain: IRateLimitGrain, MethodName: nameof(IRateLimitGrain.GiveBack) }
            ? Task.FromException(new TimeoutException("Late."))
            : context.Invoke();
    }
}
