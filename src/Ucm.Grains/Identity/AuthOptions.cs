using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Identity;

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

    /// <summary>A new key signs access tokens after so long; zero for never by itself.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan SigningKeyLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>What the built-in roles ask of a session; administrators' roles say it themselves.</summary>
    [ValidateObjectMembers]
    public BuiltInProofOptions Proof { get; set; } = new();
}

/// <summary>By built-in role.</summary>
internal sealed class BuiltInProofOptions
{
    [ValidateObjectMembers]
    public ProofOptions Admin { get; set; } = new();

    [ValidateObjectMembers]
    public ProofOptions Operator { get; set; } = new();

    [ValidateObjectMembers]
    public ProofOptions Auditor { get; set; } = new();

    [ValidateObjectMembers]
    public ProofOptions Viewer { get; set; } = new();

    public ProofOptions? Of(string role) => role switch
    {
        Roles.Admin => Admin,
        Roles.Operator => Operator,
        Roles.Auditor => Auditor,
        Roles.Viewer => Viewer,
        _ => null,
    };
}

/// <summary>What a session must show for a role to count in it.</summary>
internal sealed class ProofOptions
{
    /// <summary>A second factor or a client certificate.</summary>
    public bool SecondFactor { get; set; }

    /// <summary>How many minutes ago the user may have proved at most that it is he; null for as long as the session lives.</summary>
    [Range(1, 7 * 24 * 60)]
    public int? MaxAgeMinutes { get; set; }
}
