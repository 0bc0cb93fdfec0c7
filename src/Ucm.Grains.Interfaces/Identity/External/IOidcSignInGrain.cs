using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity.External;

/// <summary>
/// Sign-in by OpenID Connect, authorization code flow with PKCE (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207). Key: a number from 0 to
/// <see cref="Partitions"/> − 1, with which the state begins. Holds the sign-ins that are under way, in memory, bounded. The frontend only redirects:
/// everything is checked here.
/// </summary>
[Alias("ucm.oidc-sign-in-grain")]
public interface IOidcSignInGrain : IGrainWithIntegerKey
{
    /// <summary>Spreads the work; below 16, for one hexadecimal digit.</summary>
    const int Partitions = 16;

    /// <summary>The providers that people may choose from. Interleaves: a read of the configuration.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<ImmutableArray<OidcProviderView>> List(CancellationToken cancellationToken);

    /// <summary>
    /// Where to send the browser. Refusals: NotFound (no such provider), Unavailable (the provider does not answer), RateLimited. Interleaves: a slow provider
    /// must not hold up the people of another.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [ResponseTimeout("00:00:30")]
    [Alias("Begin")]
    Task<Outcome<OidcBegun>> Begin(BeginOidcCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// What the provider sent the browser back with, for a session. Every state works once, within ten minutes, in the browser that began. Refusals:
    /// InvalidCredentials (never says which check failed), Unavailable, RateLimited. Interleaves, as <see cref="Begin"/>; the state is taken before anything is
    /// waited for.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [ResponseTimeout("00:00:30")]
    [Alias("Complete")]
    Task<Outcome<OidcSignedIn>> Complete(CompleteOidcCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Where to send a browser that wants to sign out at the provider too (OpenID Connect RP-Initiated Logout 1.0). Refusals: NotFound (no such provider, or it
    /// has no such page), Unavailable. Interleaves, as <see cref="Begin"/>.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [ResponseTimeout("00:00:30")]
    [Alias("SignOut")]
    Task<Outcome<OidcSignOut>> SignOut(string provider, CancellationToken cancellationToken);
}

/// <summary>The provider's page.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.oidc-sign-out")]
public sealed record OidcSignOut([property: Id(0)] string Url);

/// <summary>A provider as the sign-in page shows it.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.oidc-provider-view")]
public sealed record OidcProviderView([property: Id(0)] string Name, [property: Id(1)] string DisplayName);

/// <summary>Begin to sign in.</summary>
/// <param name="ReturnUrl">Given back when it is done; not looked at.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.begin-oidc-command")]
public sealed record BeginOidcCommand([property: Id(0)] string Provider, [property: Id(1)] string? ReturnUrl, [property: Id(2)] string? Address);

/// <summary>A sign-in that is under way.</summary>
/// <param name="Browser">For a cookie: shows that it is this browser that comes back.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.oidc-begun")]
public sealed record OidcBegun([property: Id(0)] string AuthorizationUrl, [property: Id(1)] SecretText Browser, [property: Id(2)] TimeSpan Lifetime);

/// <summary>The parameters of the redirect back (RFC 6749 §4.1.2, RFC 9207 §2), as they came, and the cookie.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.complete-oidc-command")]
public sealed record CompleteOidcCommand(
    [property: Id(0)] string Provider,
    [property: Id(1)] SecretText State,
    [property: Id(2)] SecretText? Code,
    [property: Id(3)] string? Issuer,
    [property: Id(4)] SecretText? Browser,
    [property: Id(5)] string? Address);

/// <summary>A session of the console, and where the browser wanted to go.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.oidc-signed-in")]
public sealed record OidcSignedIn([property: Id(0)] SignedIn SignedIn, [property: Id(1)] string? ReturnUrl);
