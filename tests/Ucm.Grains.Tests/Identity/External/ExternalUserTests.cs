using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Identity.External;
using Ucm.Grains.Identity.External.Oidc;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.RateLimits;
using Ucm.Grains.Tests.Identity.Factors;

namespace Ucm.Grains.Tests.Identity.External;

/// <summary>Users whose password another system has: their factors and limits here, and what is remembered of them.</summary>
[Trait("needs", "server")]
public sealed class ExternalUserTests(ExternalUserTests.Site site) : IClassFixture<ExternalUserTests.Site>
{
    private const string Address = "192.0.2.7";

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Passkey_OfADirectorysUser_IsASecondFactorOnly()
    {
        var user = await SignedIn();
        var factors = site.Cluster.Grains.SecondFactors(user);
        using var authenticator = new SoftAuthenticator();
        var options = await factors.BeginPasskey(user.Self(), None);
        var added = await factors.AddPasskey(new AddPasskeyCommand("Key", authenticator.Create(options.Value!.Json), user.Self()), None);
        var challenge = await site.Cluster.Grains.FactorSignIn().ChallengePasskey(null, None);

        var alone = await site.Cluster.Grains.FactorSignIn().Passkey(
            new PasskeySignInCommand(authenticator.Get(challenge.Value!.Json), SessionKind.Api, null), None);
        var password = await site.Cluster.SignIn(user.Value);

        added.Succeeded.ShouldBeTrue(added.Refusal?.Detail);
        alone.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        password.Refusal!.Code.ShouldBe(RefusalCode.SecondFactorRequired);
    }

    [Fact]
    public async Task Enrolment_OfAnOpenIdUser_IsRefused()
    {
        var user = UserName.Parse($"u{Guid.NewGuid():n}");
        var factors = site.Cluster.Grains.SecondFactors(user);
        var provision = new ProvisionUserCommand("oidc:corp", $"subject of {user}", null, null, [Roles.Viewer], [], null);
        (await site.Cluster.Grains.User(user).Provision(provision, None)).Succeeded.ShouldBeTrue();

        var totp = await factors.BeginTotp(user.Self(), None);
        var passkey = await factors.BeginPasskey(user.Self(), None);
        var shown = await factors.Get(user.Self(), None);

        totp.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        passkey.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        shown.Value!.HasFactorsElsewhere.ShouldBeTrue();
    }

    [Fact]
    public async Task SignIn_OfADirectorysUser_RemembersTheAddress()
    {
        var user = await SignedIn();

        var rows = (await site.Cluster.Audit.List(cursor: null, 200, None)).Items;

        rows.Where(row => row.Target == $"user:{user}").Select(static row => row.Action).ShouldContain("user.remember-address");
    }

    [Fact]
    public async Task BeginOidc_LimitOfTheAddressUsedUp_PasswordsAreStillTaken()
    {
        const string Other = "198.51.100.7";
        List<RefusalCode> codes = [];
        for (var attempt = 0; attempt < 3; attempt++)
        {
            codes.Add((await site.Cluster.Grains.OidcSignIn().Begin(new BeginOidcCommand("away", null, Other), None)).Refusal!.Code);
        }

        var password = await site.Cluster.SignIn($"u{Guid.NewGuid():n}", address: Other);

        codes.ShouldBe([RefusalCode.Unavailable, RefusalCode.Unavailable, RefusalCode.RateLimited]);
        password.Succeeded.ShouldBeTrue(password.Refusal?.Detail);
    }

    private async Task<UserName> SignedIn()
    {
        var user = UserName.Parse($"u{Guid.NewGuid():n}");
        var signedIn = await site.Cluster.SignIn(user.Value, address: Address);
        signedIn.Succeeded.ShouldBeTrue(signedIn.Refusal?.Detail);
        return user;
    }

    public sealed class Site : IAsyncLifetime
    {
        internal IdentityCluster Cluster { get; } = new() { Configure = Configure };

        public ValueTask InitializeAsync() => Cluster.InitializeAsync();

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();

        private static void Configure(IServiceCollection services)
        {
            services.AddSingleton<IAuthenticationProvider>(new Everybody());
            services.Configure<RateLimitOptions>(static options => options.OidcSignInsPerMinute = 2);
            services.Configure<ExternalSignInOptions>(static options => options.Oidc.Add(new OidcOptions
            {
                Name = "away",
                Authority = "http://127.0.0.1:9",
                ClientId = "ucm",
                AllowHttpLoopback = true,
                Roles = { new RoleRule { Group = "ops", Role = "operator" } },
            }));
        }
    }

    /// <summary>Knows every name, with one password.</summary>
    private sealed class Everybody : IAuthenticationProvider
    {
        public string Name => "test:everybody";

        public Task<Outcome<ExternalIdentity>> Authenticate(PasswordAttempt attempt, CancellationToken cancellationToken)
        {
            Outcome<ExternalIdentity> answer = attempt.Password.Value == IdentityCluster.Password
                ? new ExternalIdentity(Name, $"subject of {attempt.User}", attempt.User, null, null, [Roles.Viewer], [])
                : new Refusal(RefusalCode.InvalidCredentials, "Another password.");
            return Task.FromResult(answer);
        }
    }
}
