using Microsoft.Extensions.Options;

namespace Ucm.Grains.RateLimits;

/// <summary>The limits per address at the ways to get a session. They are apart, so that wrong passwords never stop a refresh.</summary>
internal sealed class SignInLimits(IGrainFactory grains, IOptions<RateLimitOptions> options)
{
    public AddressLimit Passwords { get; } = new(grains, "sign-in", options.Value.SignInFailuresPerMinute, options.Value.Enabled);

    public AddressLimit Refreshes { get; } = new(grains, "refresh", options.Value.RefreshFailuresPerMinute, options.Value.Enabled);

    public AddressLimit OidcSignIns { get; } = new(grains, "oidc", options.Value.OidcSignInsPerMinute, options.Value.Enabled);
}
