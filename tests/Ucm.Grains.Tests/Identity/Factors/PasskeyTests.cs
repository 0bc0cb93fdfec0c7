using System.Text.Json.Nodes;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Identity.Factors;

/// <summary>Passkeys (WebAuthn), on two silos, with an authenticator that can be told to lie.</summary>
[Trait("needs", "server")]
public sealed class PasskeyTests(IdentityCluster cluster) : IClassFixture<IdentityCluster>
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Passkey_Registered_SignsInAloneAndAsTheSecondFactor()
    {
        var user = await cluster.CreateUser();
        using var authenticator = new SoftAuthenticator();
        var added = await Register(user, authenticator);

        var alone = await SignIn(authenticator);
        var password = await cluster.SignIn(user.Value);
        var second = await Second(authenticator, password.Refusal!.SecondFactor!.Ticket);

        added.Value!.Codes!.Codes.Length.ShouldBe(10);
        alone.Value!.Session.User.ShouldBe(user);
        alone.Value.Session.Methods.ShouldBe(["webauthn"]);
        password.Refusal.SecondFactor.Methods.ShouldBe([SecondFactorNeeded.RecoveryCode, SecondFactorNeeded.Passkey]);
        second.Value!.Session.Methods.ShouldBe(["pwd", "webauthn"]);
    }

    [Fact]
    public async Task Passkey_AnswerUsedTwice_IsRefused()
    {
        var user = await cluster.CreateUser();
        using var authenticator = new SoftAuthenticator();
        await Register(user, authenticator);
        var answer = authenticator.Get((await cluster.Grains.FactorSignIn().ChallengePasskey(null, None)).Value!.Json);

        var first = await SignIn(answer);
        var again = await SignIn(answer);

        first.Succeeded.ShouldBeTrue();
        again.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task Passkey_AnswerUsedTwiceWithoutACounter_IsRefused()
    {
        var user = await cluster.CreateUser();
        using var authenticator = new SoftAuthenticator();
        await Register(user, authenticator);
        authenticator.Counter = uint.MaxValue;
        var answer = authenticator.Get((await cluster.Grains.FactorSignIn().ChallengePasskey(null, None)).Value!.Json);

        var first = await SignIn(answer);
        var again = await SignIn(answer);

        first.Succeeded.ShouldBeTrue();
        again.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task Passkey_CounterWentBack_IsRefusedAndAudited()
    {
        var user = await cluster.CreateUser();
        using var authenticator = new SoftAuthenticator { Counter = 7 };
        await Register(user, authenticator);
        (await SignIn(authenticator)).Succeeded.ShouldBeTrue();
        authenticator.Counter = 3;

        var refused = await SignIn(authenticator);

        refused.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        var rows = (await cluster.Audit.List(cursor: null, 200, None)).Items.Where(row => row.Target == $"user:{user}");
        rows.ShouldContain(static row => row.Action == "user.passkey-refuse" && row.Detail.Contains("counter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Passkey_WithoutUserVerificationOrFromAnotherOrigin_IsRefused()
    {
        var user = await cluster.CreateUser();
        using var authenticator = new SoftAuthenticator();
        await Register(user, authenticator);
        authenticator.VerifiesTheUser = false;
        var unverified = await SignIn(authenticator);
        authenticator.VerifiesTheUser = true;
        authenticator.PageOrigin = "https://ca.example.evil.test";
        var phished = await SignIn(authenticator);
        authenticator.PageOrigin = SoftAuthenticator.Origin;

        var right = await SignIn(authenticator);

        unverified.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        phished.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        right.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Challenge_OldOrOfAnotherPurpose_IsRefused()
    {
        var user = await cluster.CreateUser();
        using var authenticator = new SoftAuthenticator();
        await Register(user, authenticator);
        var ticket = (await cluster.SignIn(user.Value)).Refusal!.SecondFactor!.Ticket;
        var forTicket = (await cluster.Grains.FactorSignIn().ChallengePasskey(ticket, None)).Value!.Json;
        var alone = (await cluster.Grains.FactorSignIn().ChallengePasskey(null, None)).Value!.Json;

        var crossed = await SignIn(authenticator.Get(forTicket));
        cluster.Clock.Advance(TimeSpan.FromMinutes(6));
        var late = await SignIn(authenticator.Get(alone));

        crossed.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        late.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task Register_ForAnotherUserTwiceOrNonsense_IsRefused()
    {
        var user = await cluster.CreateUser();
        var other = await cluster.CreateUser();
        using var authenticator = new SoftAuthenticator();
        using var second = new SoftAuthenticator();
        var options = await Options(user);
        (await Add(user, authenticator.Create(options))).Succeeded.ShouldBeTrue();

        var stolen = await Add(other, second.Create(await Options(user)));
        var replayed = await Add(user, second.Create(options));
        var known = await Add(user, authenticator.Create(await Options(user)));
        var nonsense = await Add(user, """{"id":"AA"}""");
        var unnamed = await cluster.Grains.SecondFactors(user).AddPasskey(new AddPasskeyCommand(" ", second.Create(await Options(user)), user.Self()), None);

        stolen.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        replayed.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        known.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        nonsense.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        unnamed.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"id":"AA","rawId":"AA","type":"public-key","response":{}}""")]
    [InlineData(
        """{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}""")]
    public async Task Passkey_Nonsense_IsRefusedWithoutAFault(string assertion)
    {
        var refused = await SignIn(assertion);

        refused.Refusal!.Code.ShouldBeOneOf(RefusalCode.Malformed, RefusalCode.InvalidCredentials);
    }

    [Theory]
    [InlineData("authenticatorData", null)]
    [InlineData("authenticatorData", "")]
    [InlineData("authenticatorData", "AAAA")]
    [InlineData("signature", null)]
    [InlineData("signature", "AAAA")]
    public async Task Passkey_KnownButItsAnswerIsDamaged_IsRefusedWithoutAFault(string member, string? value)
    {
        var user = await cluster.CreateUser();
        using var authenticator = new SoftAuthenticator();
        await Register(user, authenticator);
        var answer = JsonNode.Parse(authenticator.Get((await cluster.Grains.FactorSignIn().ChallengePasskey(null, None)).Value!.Json))!;
        answer["response"]![member] = value;

        var refused = await SignIn(answer.ToJsonString());

        refused.Refusal!.Code.ShouldBeOneOf(RefusalCode.Malformed, RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task RemovePasskey_TheLastOne_NeedsAProof()
    {
        var user = await cluster.CreateUser();
        using var authenticator = new SoftAuthenticator();
        var passkey = (await Register(user, authenticator)).Value!.Passkey;
        var factors = cluster.Grains.SecondFactors(user);
        (await factors.RenamePasskey(new RenamePasskeyCommand(passkey.Id, "Desk", user.Self()), None)).Value!.Name.ShouldBe("Desk");

        var bare = await factors.RemovePasskey(new RemovePasskeyCommand(passkey.Id, null, user.Self()), None);
        var proven = await factors.RemovePasskey(
            new RemovePasskeyCommand(passkey.Id, new FactorProof(new SecretText(IdentityCluster.Password), null), user.Self()), None);

        bare.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        proven.Value!.Passkeys.ShouldBeEmpty();
        proven.Value.RecoveryCodes.ShouldBe(0);
        (await SignIn(authenticator)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        (await cluster.SignIn(user.Value)).Succeeded.ShouldBeTrue();
    }

    private async Task<string> Options(UserName user) => (await cluster.Grains.SecondFactors(user).BeginPasskey(user.Self(), None)).Value!.Json;

    private Task<Outcome<AddedPasskey>> Add(UserName user, string credential) =>
        cluster.Grains.SecondFactors(user).AddPasskey(new AddPasskeyCommand("Key", credential, user.Self()), None);

    private async Task<Outcome<AddedPasskey>> Register(UserName user, SoftAuthenticator authenticator) =>
        await Add(user, authenticator.Create(await Options(user)));

    private async Task<Outcome<SignedIn>> SignIn(SoftAuthenticator authenticator) =>
        await SignIn(authenticator.Get((await cluster.Grains.FactorSignIn().ChallengePasskey(null, None)).Value!.Json));

    private Task<Outcome<SignedIn>> SignIn(string assertion) =>
        cluster.Grains.FactorSignIn().Passkey(new PasskeySignInCommand(assertion, SessionKind.Api, null), None);

    private async Task<Outcome<SignedIn>> Second(SoftAuthenticator authenticator, SecretText ticket)
    {
        var options = await cluster.Grains.FactorSignIn().ChallengePasskey(ticket, None);
        var factor = new GivenFactor(null, null, authenticator.Get(options.Value!.Json));
        return await cluster.Grains.FactorSignIn().SecondFactor(new SecondFactorCommand(ticket, factor, SessionKind.Api, null), None);
    }
}
