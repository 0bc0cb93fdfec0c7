using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Ucm.Grains.Identity.External;
using Ucm.Grains.Identity.External.Oidc;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Conformance.Tests.Identity;

/// <summary>ID tokens as an attacker or another client's provider makes them.</summary>
[Trait("needs", "server")]
public sealed class OidcTokenTests : IAsyncDisposable
{
    private readonly ForgingProvider provider = new();
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly OidcProvider ours;

    public OidcTokenTests()
    {
        var options = new OidcOptions
        {
            Name = "corp",
            Authority = provider.Issuer,
            ClientId = ForgingProvider.ClientId,
            GroupsClaim = "realm_access.roles",
            AllowHttpLoopback = true,
            Roles = { new RoleRule { Group = "ops", Role = "operator" } },
        };
        ours = new OidcProvider(options, new PublicUrls("https://ca.example", "http://ca.example"), clock, NullLogger<OidcProvider>.Instance);
    }

    public static TheoryData<string, Action<Dictionary<string, object>>> Changes => new()
    {
        { "issuer of another", static claims => claims["iss"] = "https://other.example" },
        { "another client", static claims => claims["aud"] = "other" },
        { "another client's party", static claims => claims["azp"] = "other" },
        { "two audiences, no party", static claims => claims["aud"] = new[] { ForgingProvider.ClientId, "other" } },
        { "another nonce", static claims => claims["nonce"] = "another" },
        { "no nonce", static claims => claims.Remove("nonce") },
        { "expired", static claims => claims["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 100 },
        { "no expiry", static claims => claims.Remove("exp") },
        { "not yet valid", static claims => claims["nbf"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 200 },
        { "no subject", static claims => claims.Remove("sub") },
        { "no role", static claims => claims.Remove("realm_access") },
        { "no user name", static claims => claims["preferred_username"] = "a b" },
    };

    [Fact]
    public async Task Identify_ValidToken_IsThePersonByIssuerAndSubject()
    {
        provider.IdToken = provider.Sign(provider.Claims());

        var identity = await Identify();

        identity.Succeeded.ShouldBeTrue(identity.Refusal?.Detail);
        identity.Value.Subject.ShouldBe($"{provider.Issuer} 0001");
        identity.Value.Roles.ShouldBe(["operator"]);
    }

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task Identify_OneClaimIsWrong_IsRefused(string what, Action<Dictionary<string, object>> change)
    {
        provider.IdToken = provider.Sign(provider.Claims(change));

        var identity = await Identify();

        (identity.Refusal?.Code).ShouldBe(RefusalCode.InvalidCredentials, what);
    }

    [Fact]
    public async Task Identify_UnsignedOrByHmacOrAnotherKey_IsRefused()
    {
        using var another = RSA.Create(2048);
        var hmac = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(provider.Key.ExportSubjectPublicKeyInfoPem())) { KeyId = "one" };
        string[] forged =
        [
            ForgingProvider.Unsigned(provider.Claims()),
            provider.Sign(provider.Claims(), new SigningCredentials(hmac, SecurityAlgorithms.HmacSha256)),
            provider.Sign(provider.Claims(), new SigningCredentials(new RsaSecurityKey(another) { KeyId = "one" }, SecurityAlgorithms.RsaSha256)),
            "not a token",
        ];

        foreach (var token in forged)
        {
            provider.IdToken = token;
            (await Identify()).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        }
    }

    [Fact]
    public async Task Identify_SkewOfAMinute_IsTaken()
    {
        provider.IdToken = provider.Sign(provider.Claims(static claims => claims["exp"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60));

        (await Identify()).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Identify_ProviderHasANewKey_ItIsFetched()
    {
        provider.IdToken = provider.Sign(provider.Claims());
        (await Identify()).Succeeded.ShouldBeTrue();
        provider.Key = RSA.Create(2048);
        provider.KeyId = "two";
        provider.IdToken = provider.Sign(provider.Claims());
        clock.Advance(TimeSpan.FromSeconds(31));

        (await Identify()).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Identify_AnswerOfAnotherIssuer_IsRefused()
    {
        provider.IdToken = provider.Sign(provider.Claims());

        var identity = await ours.Identify("code", "https://other.example", ForgingProvider.Nonce, "verifier", TestContext.Current.CancellationToken);

        identity.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task AuthorizationUrl_DiscoveryOfAnotherIssuer_IsUnavailable()
    {
        provider.DiscoveryIssuer = "https://other.example";

        await Should.ThrowAsync<OidcUnavailableException>(() => ours.AuthorizationUrl("state", "nonce", "verifier", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task AuthorizationUrl_HasPkceNonceAndTheRedirectUriOfThePublicUrl()
    {
        var url = await ours.AuthorizationUrl("a state", "a nonce", "verifier", TestContext.Current.CancellationToken);

        url.ShouldStartWith(
            $"{provider.Issuer}/auth?response_type=code&client_id=ucm&redirect_uri=https%3A%2F%2Fca.example%2Flogin%2Foidc%2Fcorp%2Fcallback"
            + "&scope=openid%20profile%20email&state=a%20state&nonce=a%20nonce&code_challenge=");
        url.ShouldEndWith("&code_challenge_method=S256");
    }

    public async ValueTask DisposeAsync()
    {
        ours.Dispose();
        await provider.DisposeAsync();
    }

    private Task<Outcome<ExternalIdentity>> Identify() => ours.Identify("code", null, ForgingProvider.Nonce, "verifier", TestContext.Current.CancellationToken);
}
