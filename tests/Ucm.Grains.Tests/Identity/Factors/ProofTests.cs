using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Identity;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Identity.Factors;

/// <summary>Roles that ask a session for a second factor, or for a proof that is not old.</summary>
[Trait("needs", "server")]
public sealed class ProofTests(IdentityCluster cluster) : IClassFixture<IdentityCluster>
{
    private static readonly Caller Admin = new(CallerKind.User, "root", [Permission.All]);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Role_AsksForASecondFactor_CountsOnceOneIsShown()
    {
        var user = await UserOf("""{"second_factor":true}""");
        var signedIn = (await cluster.SignIn(user.Value)).Value!.Session;
        var (secret, _) = await cluster.EnrolTotp(user);

        var proven = await Prove(signedIn, code: cluster.Code(secret));
        var session = await cluster.Grains.Session(signedIn.Id).Check(touch: true, None);

        signedIn.Permissions.ShouldBeEmpty();
        signedIn.Locked.ShouldHaveSingleItem().Grant.Permission.ShouldBe(Permission.AuthoritiesManage);
        proven.Value!.Permissions.ShouldBe([Permission.AuthoritiesManage]);
        session.Value!.Permissions.ShouldBe([Permission.AuthoritiesManage]);
        session.Value.Methods.ShouldBe(["pwd", "otp"]);
        (await cluster.Audit.List(null, 200, None)).Items.ShouldContain(row => row.Action == "session.prove" && row.Actor == $"user:{user}");
    }

    [Fact]
    public async Task Role_AsksForAFreshProof_CountsForAsLongAfterEach()
    {
        var user = await UserOf("""{"max_age_minutes":10}""");
        var session = (await cluster.SignIn(user.Value)).Value!.Session;

        cluster.Clock.Advance(TimeSpan.FromMinutes(11));
        var old = await cluster.Grains.Session(session.Id).Check(touch: true, None);
        var wrong = await Prove(session, password: "not the password at all");
        var stillOld = await cluster.Grains.Session(session.Id).Check(touch: true, None);
        var proven = await Prove(session, password: IdentityCluster.Password);

        session.Permissions.ShouldBe([Permission.AuthoritiesManage]);
        old.Value!.Permissions.ShouldBeEmpty();
        wrong.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        stillOld.Value!.Permissions.ShouldBeEmpty();
        proven.Value!.Permissions.ShouldBe([Permission.AuthoritiesManage]);
    }

    [Fact]
    public async Task Prove_UserWithAFactor_PasswordIsNotEnoughAndACodeCountsOnce()
    {
        var user = await UserOf("""{"max_age_minutes":10}""");
        var (secret, codes) = await cluster.EnrolTotp(user);
        var ticket = await cluster.Ticket(user);
        var session = (await cluster.Totp(ticket, cluster.Code(secret))).Value!.Session;
        cluster.Clock.Advance(TimeSpan.FromMinutes(1));
        cluster.MidStep();

        var byPassword = await Prove(session, password: IdentityCluster.Password);
        var byCode = await Prove(session, code: cluster.Code(secret));
        var again = await Prove(session, code: cluster.Code(secret));

        byPassword.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        byCode.Refusal.ShouldBeNull();
        again.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        codes.Codes.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Prove_ByAnApiTokenOrAnotherUser_Refused()
    {
        var (user, other) = (await UserOf("""{"max_age_minutes":10}"""), await cluster.CreateUser());
        var session = (await cluster.SignIn(user.Value)).Value!.Session;

        var byToken = await cluster.Grains.SignIn().Prove(
            new ProveCommand(new SecretText(IdentityCluster.Password), Nothing, new Caller(CallerKind.ApiToken, $"{user}/ci", [], Session: session.Id)), None);
        var byOther = await Prove(session with { User = other }, password: IdentityCluster.Password);

        byToken.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        byOther.Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
    }

    [Fact]
    public async Task BeginTotp_AndPasskey_InASessionProvenLongAgo_AskForAProof()
    {
        var user = await cluster.CreateUser();
        var caller = user.Self() with { ProvenAt = cluster.Clock.GetUtcNow() - TimeSpan.FromMinutes(16) };
        var factors = cluster.Grains.SecondFactors(user);

        (await factors.BeginTotp(caller, None)).Refusal!.Code.ShouldBe(RefusalCode.ProofRequired);
        (await factors.BeginPasskey(caller, None)).Refusal!.Code.ShouldBe(RefusalCode.ProofRequired);
        (await factors.BeginTotp(caller with { ProvenAt = null }, None)).Refusal!.Code.ShouldBe(RefusalCode.ProofRequired);
    }

    [Fact]
    public async Task ApiToken_OfARoleThatAsksForAProof_IsNotMade()
    {
        var user = await UserOf("""{"max_age_minutes":10}""");
        var caller = new Caller(CallerKind.User, user.Value, [Permission.AuthoritiesManage]);
        var content = $$"""{"name":"ci","grants":[{"permission":"authorities:manage"}],"expires_at":"{{cluster.Clock.GetUtcNow().AddDays(1):o}}"}""";

        var id = System.Buffers.Text.Base64Url.EncodeToString(Guid.NewGuid().ToByteArray());

        var refused = await cluster.Grains.ApiToken(id).Create(new CreateApiTokenCommand(content, caller), None);

        refused.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        refused.Refusal.Detail.ShouldContain("after a proof");
    }

    [Fact]
    public async Task ResetPassword_OfAUserWhoMayMoreAfterAProof_Forbidden()
    {
        var user = await UserOf("""{"second_factor":true}""");
        var manager = new Caller(CallerKind.User, "bob", [Permission.UsersManage]);

        var refused = await cluster.Grains.User(user).ResetPassword(new ResetPasswordCommand(new SecretText("nine orange helicopters"), false, manager), None);

        refused.Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    [Theory]
    [InlineData("""{}""", "/proof")]
    [InlineData("""{"second_factor":false}""", "/proof")]
    [InlineData("""{"max_age_minutes":0}""", "/proof/max_age_minutes")]
    [InlineData("""{"max_age_minutes":10081}""", "/proof/max_age_minutes")]
    [InlineData("""{"factors":["otp"]}""", "/proof/factors")]
    public async Task Role_ProofThatIsWrong_MalformedByField(string proof, string pointer)
    {
        var saved = await SaveRole(proof);

        saved.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        saved.Refusal.Parts.ShouldContain(part => part.Name == pointer);
    }

    [Fact]
    public async Task BuiltInRole_ProofInTheSettings_CountsOnceItIsShown()
    {
        await using var strict = new IdentityCluster
        {
            Configure = static services => services.Configure<AuthOptions>(static options => options.Proof.Admin.SecondFactor = true),
        };
        await strict.InitializeAsync();
        var user = await strict.CreateUser(Roles.Admin, Roles.Viewer);

        var session = (await strict.SignIn(user.Value)).Value!.Session;

        session.Permissions.ShouldNotContain(Permission.All);
        session.Permissions.ShouldContain(Permission.CertificatesRead);
        session.Locked.ShouldHaveSingleItem().Grant.Permission.ShouldBe(Permission.All);
    }

    private static GivenFactor Nothing => new(null, null, null);

    private async Task<UserName> UserOf(string proof)
    {
        var role = (await SaveRole(proof)).Value!.Key.Name;
        return await Eventually.Get(() => cluster.CreateUser(role), static _ => true);
    }

    private Task<Outcome<AdministeredObject>> SaveRole(string proof)
    {
        var content = $$"""{"grants":[{"permission":"authorities:manage"}],"proof":{{proof}}}""";
        return cluster.Grains.Object(new ObjectKey("role", $"r-{Guid.NewGuid():n}")).Save(new SaveObjectCommand(SaveMode.Create, content, null, Admin), None);
    }

    private Task<Outcome<SessionView>> Prove(SessionView session, string? password = null, SecretText? code = null)
    {
        var caller = new Caller(CallerKind.User, session.User.Value, [], Session: session.Id);
        var secret = password is null ? null : new SecretText(password);
        return cluster.Grains.SignIn().Prove(new ProveCommand(secret, Nothing with { Totp = code }, caller), None);
    }
}
