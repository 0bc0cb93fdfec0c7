using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Trust;

namespace Ucm.Grains.Tests.Identity.Factors;

/// <summary>Codes of an app (RFC 6238) and recovery codes, on two silos.</summary>
[Trait("needs", "server")]
public sealed class TotpTests(IdentityCluster cluster) : IClassFixture<IdentityCluster>
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_WithTotp_GivesATicketAndThenTokensWithTheMethods()
    {
        var user = await cluster.CreateUser();
        var (secret, codes) = await cluster.EnrolTotp(user);

        var first = await cluster.SignIn(user.Value);
        var second = await cluster.Totp(first.Refusal!.SecondFactor!.Ticket, cluster.Code(secret));

        codes.Codes.Length.ShouldBe(10);
        first.Refusal.Code.ShouldBe(RefusalCode.SecondFactorRequired);
        first.Refusal.SecondFactor.Methods.ShouldBe([SecondFactorNeeded.Totp, SecondFactorNeeded.RecoveryCode]);
        second.Value!.Session.Methods.ShouldBe(["pwd", "otp"]);
        (await cluster.Grains.Session(second.Value.Session.Id).Check(touch: true, None)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task SignIn_SecretBegunButNotConfirmed_AsksForNothing()
    {
        var user = await cluster.CreateUser();
        await cluster.Grains.SecondFactors(user).BeginTotp(user.Self(), None);

        var signedIn = await cluster.SignIn(user.Value);

        signedIn.Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task SignIn_WrongPassword_NeverSaysThatThereIsAFactor()
    {
        var user = await cluster.CreateUser();
        await cluster.EnrolTotp(user);

        var refused = await cluster.SignIn(user.Value, "the wrong password");
        var unknown = await cluster.SignIn($"n{Guid.NewGuid():n}", "the wrong password");

        refused.Refusal.ShouldBe(unknown.Refusal);
    }

    [Fact]
    public async Task Totp_CodeUsedBefore_IsRefused()
    {
        var user = await cluster.CreateUser();
        var (secret, _) = await cluster.EnrolTotp(user);
        var code = cluster.Code(secret);

        var first = await cluster.Totp(await cluster.Ticket(user), code);
        var again = await cluster.Totp(await cluster.Ticket(user), code);
        var before = await cluster.Totp(await cluster.Ticket(user), cluster.Code(secret, steps: -1));

        first.Succeeded.ShouldBeTrue();
        again.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        before.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(-2, false)]
    [InlineData(2, false)]
    public async Task Totp_CodeOfAStepBeside_IsTakenAndOneFurtherAwayIsNot(int steps, bool taken)
    {
        var user = await cluster.CreateUser();
        var (secret, _) = await cluster.EnrolTotp(user);
        cluster.Clock.Advance(TimeSpan.FromMinutes(2));

        var signedIn = await cluster.Totp(await cluster.Ticket(user), cluster.Code(secret, steps));

        signedIn.Succeeded.ShouldBe(taken);
    }

    [Fact]
    public async Task Totp_FiveWrongCodes_LockTheFactorOutButNotThePassword()
    {
        var user = await cluster.CreateUser();
        var (secret, _) = await cluster.EnrolTotp(user);
        var other = await cluster.CreateUser();
        List<RefusalCode> codes = [];
        var ticket = await cluster.Ticket(user);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            codes.Add((await cluster.Totp(ticket, new SecretText("000000"))).Refusal!.Code);
        }

        var spent = await cluster.Totp(ticket, cluster.Code(secret));
        var locked = await cluster.Totp(await cluster.Ticket(user), cluster.Code(secret));
        cluster.Clock.Advance(TimeSpan.FromSeconds(31));
        var open = await cluster.Totp(await cluster.Ticket(user), cluster.Code(secret));

        codes.ShouldAllBe(static code => code == RefusalCode.InvalidCredentials);
        spent.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        locked.Refusal!.Code.ShouldBe(RefusalCode.LockedOut);
        locked.Refusal.RetryAfter.ShouldNotBeNull();
        open.Succeeded.ShouldBeTrue();
        (await cluster.SignIn(other.Value)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Ticket_UsedOldOfAnotherKindOrInvented_IsRefused()
    {
        var user = await cluster.CreateUser();
        var (secret, _) = await cluster.EnrolTotp(user);
        var used = await cluster.Ticket(user);
        (await cluster.Totp(used, cluster.Code(secret))).Succeeded.ShouldBeTrue();
        cluster.Clock.Advance(TimeSpan.FromMinutes(1));
        var console = await cluster.Ticket(user, SessionKind.Console);
        var old = await cluster.Ticket(user);

        var again = await cluster.Totp(used, cluster.Code(secret));
        var crossed = await cluster.Totp(console, cluster.Code(secret));
        cluster.Clock.Advance(TimeSpan.FromMinutes(5));
        var late = await cluster.Totp(old, cluster.Code(secret));
        var invented = await cluster.Totp(new SecretText($"{new string('A', 22)}.{new string('B', 43)}"), cluster.Code(secret));
        var malformed = await cluster.Totp(new SecretText("x"), cluster.Code(secret));

        foreach (var refused in (Outcome<SignedIn>[])[again, crossed, late, invented, malformed])
        {
            refused.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        }
    }

    [Fact]
    public async Task Ticket_PasswordChangedMeanwhile_IsRefused()
    {
        var user = await cluster.CreateUser();
        var (secret, _) = await cluster.EnrolTotp(user);
        var ticket = await cluster.Ticket(user);
        var change = new ChangePasswordCommand(new SecretText(IdentityCluster.Password), new SecretText("four yellow submarines"), null, user.Self());
        (await cluster.Grains.User(user).ChangePassword(change, None)).Succeeded.ShouldBeTrue();

        var refused = await cluster.Totp(ticket, cluster.Code(secret));

        refused.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task RecoveryCode_EachOnce_InWhateverWayItIsWritten()
    {
        var user = await cluster.CreateUser();
        var (secret, codes) = await cluster.EnrolTotp(user);
        var written = codes.Codes[0].Value.ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal);

        var first = await cluster.Recover(await cluster.Ticket(user), written);
        var again = await cluster.Recover(await cluster.Ticket(user), codes.Codes[0].Value);
        var renewed = await cluster.Grains.SecondFactors(user).RenewRecoveryCodes(new TotpCodeCommand(cluster.Code(secret), user.Self()), None);
        var ofTheOldSet = await cluster.Recover(await cluster.Ticket(user), codes.Codes[1].Value);

        first.Value!.Session.Methods.ShouldBe(["pwd", "recovery"]);
        again.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        renewed.Value!.Codes.Length.ShouldBe(10);
        ofTheOldSet.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task DisableTotp_NeedsThePasswordOrACode()
    {
        var user = await cluster.CreateUser();
        var factors = cluster.Grains.SecondFactors(user);
        await cluster.EnrolTotp(user);

        var bare = await factors.DisableTotp(new DisableTotpCommand(new FactorProof(null, null), user.Self()), None);
        var wrong = await factors.DisableTotp(new DisableTotpCommand(new FactorProof(new SecretText("wrong wrong wrong"), null), user.Self()), None);
        var right = await factors.DisableTotp(new DisableTotpCommand(new FactorProof(new SecretText(IdentityCluster.Password), null), user.Self()), None);

        bare.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        wrong.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        right.Value!.TotpSince.ShouldBeNull();
        right.Value.RecoveryCodes.ShouldBe(0);
        (await cluster.SignIn(user.Value)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task BeginTotp_WhileItIsOn_IsRefused()
    {
        var user = await cluster.CreateUser();
        await cluster.EnrolTotp(user);

        var begun = await cluster.Grains.SecondFactors(user).BeginTotp(user.Self(), None);

        begun.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
    }

    [Fact]
    public async Task Factors_OfAnotherByATokenOrBeforeThePasswordChange_AreClosed()
    {
        var user = await cluster.CreateUser();
        var other = await cluster.CreateUser(Roles.Admin);
        var fresh = UserName.Parse($"u{Guid.NewGuid():n}");
        await cluster.Grains.User(fresh).Create(
            new CreateUserCommand(new SecretText(IdentityCluster.Password), [Roles.Viewer], MustChangePassword: true, Caller.System("test")), None);
        Caller[] strangers =
        [
            other.Self() with { Permissions = [Permission.All] },
            new Caller(CallerKind.ApiToken, $"{user}/ci", [Permission.All]),
            Caller.System("test"),
        ];

        foreach (var stranger in strangers)
        {
            (await cluster.Grains.SecondFactors(user).BeginTotp(stranger, None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        }

        (await cluster.Grains.SecondFactors(fresh).BeginTotp(fresh.Self(), None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Fact]
    public async Task Reset_ByAnAdministrator_LetsThePasswordAloneIn()
    {
        var user = await cluster.CreateUser();
        var admin = new Caller(CallerKind.User, "ann", [Permission.All]);
        await cluster.EnrolTotp(user);

        var byItself = await cluster.Grains.SecondFactors(user).Reset(user.Self(), None);
        var bySomebodyWithLess = await cluster.Grains.SecondFactors(user).Reset(new Caller(CallerKind.User, "bob", [Permission.UsersManage]), None);
        var reset = await cluster.Grains.SecondFactors(user).Reset(admin, None);

        byItself.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        bySomebodyWithLess.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        reset.Succeeded.ShouldBeTrue();
        (await cluster.SignIn(user.Value)).Succeeded.ShouldBeTrue();
        (await Actions(user)).ShouldContain("user.factors-reset");
    }

    [Fact]
    public async Task Reset_OfOnesOwn_IsRefusedForTheUserAndHisTokens()
    {
        var user = await cluster.CreateUser(Roles.Admin);
        await cluster.EnrolTotp(user);
        var factors = cluster.Grains.SecondFactors(user);

        var inSession = await factors.Reset(user.Self() with { Permissions = [Permission.All] }, None);
        var byToken = await factors.Reset(new Caller(CallerKind.ApiToken, $"{user}/ci", [Permission.All]), None);

        inSession.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        byToken.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await cluster.SignIn(user.Value)).Refusal!.Code.ShouldBe(RefusalCode.SecondFactorRequired);
    }

    [Fact]
    public async Task Changes_AreAuditedAndNoSecretIsInTheAuditOrTheDatabase()
    {
        var user = await cluster.CreateUser();
        var (secret, codes) = await cluster.EnrolTotp(user);
        await cluster.Recover(await cluster.Ticket(user), codes.Codes[0].Value);
        await cluster.Totp(await cluster.Ticket(user), new SecretText("123123"));

        var rows = (await cluster.Audit.List(cursor: null, 200, None)).Items.Where(row => row.Target == $"user:{user}").ToList();

        (await Actions(user)).ShouldBe(["session.refuse", "session.open", "user.recovery-code-use", "user.totp-enable"], ignoreOrder: true);
        rows.Single(static row => row.Action == "session.refuse").Detail.ShouldBe("""{"factor":"totp"}""");
        byte[][] secrets =
        [
            OtpNet.Base32Encoding.ToBytes(secret), System.Text.Encoding.ASCII.GetBytes(secret),
            .. codes.Codes.SelectMany(static code => new[] { code.Value, code.Value.Replace("-", string.Empty, StringComparison.Ordinal) })
                .Select(System.Text.Encoding.ASCII.GetBytes),
        ];
        foreach (var octets in cluster.DatabaseFiles())
        {
            secrets.Count(one => octets.AsSpan().IndexOf(one) >= 0).ShouldBe(0);
        }
    }

    [Fact]
    public async Task Verify_CalledByAFrontend_IsRefused()
    {
        var user = await cluster.CreateUser();
        var command = new VerifyFactorCommand(new GivenFactor(new SecretText("000000"), null, null), null, null);

        var outcome = await cluster.Grains.AsFrontend(grains => grains.SecondFactors(user).Verify(command, None));

        outcome.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    private async Task<List<string>> Actions(UserName user) =>
    [
        .. (await cluster.Audit.List(cursor: null, 200, None)).Items.Where(row => row.Target == $"user:{user}" && row.Action is not "user.create")
            .Select(static row => row.Action).Where(static action => !action.StartsWith("refresh", StringComparison.Ordinal)),
    ];
}
