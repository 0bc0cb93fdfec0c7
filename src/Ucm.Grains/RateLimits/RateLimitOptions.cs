using System.ComponentModel.DataAnnotations;

namespace Ucm.Grains.RateLimits;

/// <summary>How often one address, or one ACME account, may try.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "Ucm:RateLimits";

    public bool Enabled { get; set; } = true;

    /// <summary>Refused sign-ins per address (IPv6: per /64) and minute; as many at once.</summary>
    [Range(1, 10_000)]
    public int SignInFailuresPerMinute { get; set; } = 30;

    /// <summary>Refused refreshes, likewise. A limit of its own: wrong passwords must not stop an address from refreshing.</summary>
    [Range(1, 10_000)]
    public int RefreshFailuresPerMinute { get; set; } = 60;

    /// <summary>
    /// Sign-ins by OpenID Connect that were begun and not completed, likewise. A limit of its own: another site's page can make a browser begin one.
    /// </summary>
    [Range(1, 10_000)]
    public int OidcSignInsPerMinute { get; set; } = 60;

    /// <summary>New ACME accounts per address (IPv6: per /64) and hour; as many at once.</summary>
    [Range(1, 1_000_000)]
    public int AcmeAccountsPerHour { get; set; } = 500;

    /// <summary>New orders per ACME account and hour; as many at once.</summary>
    [Range(1, 1_000_000)]
    public int AcmeOrdersPerHour { get; set; } = 10_000;
}
