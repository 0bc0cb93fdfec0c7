using System.Text.Json.Serialization;

namespace Ucm.Grains.Interfaces.Documents;

/// <summary>What administrators see of a user, in JSON; never the password.</summary>
// Stored and sent: names are forever.
public record UserDocument
{
    /// <summary>The name for people; at most 200 characters.</summary>
    [JsonPropertyName("display_name")]
    public string? DisplayName { get; init; }

    public string? Email { get; init; }

    /// <summary>As in the time zone database, such as <c>Europe/Zurich</c>; absent for the browser's.</summary>
    [JsonPropertyName("time_zone")]
    public string? TimeZone { get; init; }

    /// <summary>Roles given to the user himself; groups give more.</summary>
    public string[] Roles { get; init; } = [];

    /// <summary>A disabled user has no sessions and cannot sign in.</summary>
    public bool Disabled { get; init; }

    /// <summary>The next sign-in may do nothing but change the password.</summary>
    [JsonPropertyName("must_change_password")]
    public bool MustChangePassword { get; init; }

    /// <summary>The user is invited and has no password yet.</summary>
    public bool? Invited { get; init; }

    /// <summary><c>local</c>, or the name of the external provider that vouches for the user.</summary>
    public string Provider { get; init; } = LocalProvider;

    /// <summary>Roles that the provider's rules gave at the last sign-in.</summary>
    [JsonPropertyName("provider_roles")]
    public string[]? ProviderRoles { get; init; }

    /// <summary>Groups at the provider at the last sign-in: <c>provider/group</c>.</summary>
    [JsonPropertyName("provider_groups")]
    public string[]? ProviderGroups { get; init; }

    [JsonPropertyName("created_at")]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The provider of users with a password of ours.</summary>
    public const string LocalProvider = "local";
}
