using System.ComponentModel.DataAnnotations;

namespace Ucm.Grains.Identity;

/// <summary>How long tokens and sessions live.</summary>
internal sealed class AuthOptions
{
    public const string Section = "Ucm:Auth";

    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>From sign-in to the last refresh; also the longest life of any session.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "90.00:00:00")]
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>A console session ends after so long without a request.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan SessionIdleTimeout { get; set; } = TimeSpan.FromHours(1);
}
