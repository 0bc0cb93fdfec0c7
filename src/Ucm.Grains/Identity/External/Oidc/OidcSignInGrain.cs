using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Identity.External.Oidc;

/// <summary>
/// Begin: 1 provider · 2 address limit of its own · 3 state, nonce, PKCE and the browser's secret. Complete: 1 take the state · 2 same provider, same browser ·
/// 3 the provider's word · 4 the user · 5 session · 6 give the address its unit back.
/// </summary>
[CollectionAgeLimit(Minutes = 15)]
internal sealed class OidcSignInGrain(
    OidcProviders providers,
    SignInLimits limits,
    SessionOpener sessions,
    ExternalMetrics metrics,
    TimeProvider clock,
    ILogger<OidcSignInGrain> log) : Grain, IOidcSignInGrain
{
    private const int MaxReturnUrl = 2048;
    private const int MaxParameter = 4096;

    private readonly PendingSignIns _pending = new(clock);

    public Task<ImmutableArray<OidcProviderView>> List(CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<OidcProviderView>>([.. providers.All.Select(static provider => provider.View)]);

    public async Task<Outcome<OidcBegun>> Begin(BeginOidcCommand command, CancellationToken cancellationToken)
    {
        if (providers.Find(command.Provider) is not { } provider)
        {
            return new Refusal(RefusalCode.NotFound, "There is no such provider.");
        }

        var wait = await limits.OidcSignIns.Take(command.Address, cancellationToken);
        if (wait > TimeSpan.Zero)
        {
            return IdentityRefusals.TooMany(wait);
        }

        var state = $"{this.GetPrimaryKeyLong().ToString("x", CultureInfo.InvariantCulture)}{Secrets.NewSecret()}";
        var (nonce, verifier, browser) = (Secrets.NewSecret(), Secrets.NewSecret(), Secrets.NewSecret());
        try
        {
            var url = await provider.AuthorizationUrl(state, nonce, verifier, cancellationToken);
            var returnUrl = command.ReturnUrl is { Length: <= MaxReturnUrl } text ? text : null;
            var pending = new PendingSignIn(provider.Name, nonce, verifier, Secrets.Hash(browser), returnUrl, clock.GetUtcNow() + PendingSignIns.Lifetime);
            return _pending.TryAdd(state, pending) ? new OidcBegun(url, new SecretText(browser), PendingSignIns.Lifetime) : IdentityRefusals.Busy;
        }
        catch (OidcUnavailableException fault)
        {
            return Away(provider, fault);
        }
    }

    public async Task<Outcome<OidcSignedIn>> Complete(CompleteOidcCommand command, CancellationToken cancellationToken)
    {
        var isOurs = command.State.Value.Length < MaxParameter && command.Code is { Value.Length: > 0 and < MaxParameter };
        var pending = _pending.Take(command.State.Value);
        if (!isOurs
            || pending is null
            || pending.Provider != command.Provider
            || command.Browser is not { } browser
            || !Secrets.Matches(browser.Value, pending.Browser))
        {
            return IdentityRefusals.InvalidCredentials;
        }

        var provider = providers.Find(pending.Provider)!;
        try
        {
            var identity = await provider.Identify(command.Code!.Value, command.Issuer, pending.Nonce, pending.Verifier, cancellationToken);
            metrics.Answered(provider.FullName, identity.Succeeded ? "ok" : identity.Refusal.Code.ToString());
            return identity.Succeeded ? await Open(identity.Value, pending.ReturnUrl, command.Address, cancellationToken) : identity.Refusal;
        }
        catch (OidcUnavailableException fault)
        {
            return Away(provider, fault);
        }
    }

    public async Task<Outcome<OidcSignOut>> SignOut(string provider, CancellationToken cancellationToken)
    {
        if (providers.Find(provider) is not { } known)
        {
            return new Refusal(RefusalCode.NotFound, "There is no such provider.");
        }

        try
        {
            return await known.SignOutUrl(cancellationToken) is { } url
                ? new OidcSignOut(url)
                : new Refusal(RefusalCode.NotFound, "The provider has no page to sign out at.");
        }
        catch (OidcUnavailableException fault)
        {
            return Away(known, fault);
        }
    }

    private async Task<Outcome<OidcSignedIn>> Open(ExternalIdentity identity, string? returnUrl, string? address, CancellationToken cancellationToken)
    {
        var user = await GrainFactory.User(identity.User).Provision(ExternalProfile.ToCommand(identity, address), cancellationToken);
        if (!user.Succeeded)
        {
            log.ExternalUserRefused(identity.Provider, identity.User.Value, user.Refusal.Detail);
            return user.Refusal.Code == RefusalCode.Unavailable ? user.Refusal : IdentityRefusals.InvalidCredentials;
        }

        var signedIn = await sessions.Open(user.Value, SessionKind.Console, [identity.Provider], address, cancellationToken);
        if (!signedIn.Succeeded)
        {
            return signedIn.Refusal;
        }

        limits.OidcSignIns.GiveBack(address);
        return new OidcSignedIn(signedIn.Value, returnUrl);
    }

    private Refusal Away(OidcProvider provider, OidcUnavailableException fault)
    {
        log.OidcUnavailable(provider.FullName, fault.Message);
        metrics.Answered(provider.FullName, nameof(RefusalCode.Unavailable));
        return ExternalRefusals.Unavailable;
    }
}
