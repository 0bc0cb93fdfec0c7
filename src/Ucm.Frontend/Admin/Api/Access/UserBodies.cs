using System.ComponentModel;
using System.Text.Json.Serialization;
using Ucm.Grains.Interfaces.Documents;

namespace Ucm.Frontend.Admin.Api.Access;

// Sent: names are forever. A class, not a record: a record would print its password.
internal sealed class NewUserBody
{
    [Description("1 to 64 letters, digits and . _ - @; begins with a letter or digit. Upper case is read as lower.")]
    public required string Username { get; init; }

    [JsonPropertyName("display_name")]
    public string? DisplayName { get; init; }

    public string? Email { get; init; }

    [JsonPropertyName("time_zone")]
    [Description("A name of the time zone database, such as Europe/Zurich.")]
    public string? TimeZone { get; init; }

    public required string[] Roles { get; init; }

    [Description("At least 12 characters. The user has to change it at the first sign-in, unless must_change_password is false.")]
    public string? Password { get; init; }

    [Description("True in place of a password: the answer has a link by which the user sets one, once, within a week.")]
    public bool? Invite { get; init; }

    [JsonPropertyName("must_change_password")]
    public bool? MustChangePassword { get; init; }
}

[Description("What is to be changed of a user.")]
internal sealed class ChangedUserBody
{
    [JsonPropertyName("display_name")]
    public string? DisplayName { get; init; }

    public string? Email { get; init; }

    [JsonPropertyName("time_zone")]
    public string? TimeZone { get; init; }

    [Description("Other roles end every session of the user.")]
    public string[]? Roles { get; init; }

    [Description("True ends every session of the user.")]
    public bool? Disabled { get; init; }

    [JsonPropertyName("must_change_password")]
    public bool? MustChangePassword { get; init; }

    [Description("Why it is changed; kept with the version.")]
    public string? Comment { get; init; }
}

internal sealed class SetPasswordBody
{
    [Description("At least 12 characters; not the user name, not a common password.")]
    public required string Password { get; init; }

    [JsonPropertyName("must_change_password")]
    [Description("True when left out.")]
    public bool? MustChangePassword { get; init; }
}

internal sealed class InvitationBody
{
    public required string Username { get; init; }

    [Description("The part of the link after the #.")]
    public required string Invitation { get; init; }

    public required string Password { get; init; }
}

internal sealed class InvitationAnswer
{
    [Description("The link for the user. It is in this answer only.")]
    public required string Url { get; init; }

    [JsonPropertyName("expires_at")]
    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed record UserAnswer : UserDocument
{
    public required string Username { get; init; }

    public required long Version { get; init; }

    [Description("enabled or disabled.")]
    public required string Status { get; init; }

    [JsonPropertyName("changed_at")]
    public DateTimeOffset? ChangedAt { get; init; }

    [JsonPropertyName("changed_by")]
    public string? ChangedBy { get; init; }

    [Description("After an invitation only.")]
    public InvitationAnswer? Invitation { get; init; }
}
