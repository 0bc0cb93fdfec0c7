using System.ComponentModel.DataAnnotations;

namespace Ucm.Grains.RateLimits;

/// <summary>How often one address may try.</summary>
internal sealed class RateLimitOptions
{
    public const string Section = "Ucm:RateLimits";

    public bool Enabled { get; set; } = true;

    /// <summary>Refused sign-ins and refreshes per address (IPv6: per /64) and minute; as many at once.</summary>
    [Range(1, 10_000)]
    public int SignInFailuresPerMinute { get; set; } = 30;
}
