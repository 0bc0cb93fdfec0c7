using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Admin.Api;

// Sent: names are forever. Classes, not records: a record would print its passwords.
internal sealed class LoginBody
{
    [Description("The user's name.")]
    public required string Username { get; init; }

    public required string Password { get; init; }
}

internal sealed class RefreshBody
{
    [JsonPropertyName("refresh_token")]
    [Description("The refresh token of the last answer; it works once.")]
    public required string RefreshToken { get; init; }
}

internal sealed class PasswordBody
{
    [JsonPropertyName("current_password")]
    public required string CurrentPassword { get; init; }

    [JsonPropertyName("new_password")]
    [Description("At least 12 characters; not the user name, not a common password.")]
    public required string NewPassword { get; init; }
}

internal sealed class TokenAnswer
{
    [JsonPropertyName("access_token")]
    public required string AccessToken { get; init; }

    [JsonPropertyName("token_type")]
    public string TokenType { get; init; } = "Bearer";

    [JsonPropertyName("expires_in")]
    [Description("Seconds until the access token expires.")]
    public required long ExpiresIn { get; init; }

    [JsonPropertyName("refresh_token")]
    public required string RefreshToken { get; init; }

    [JsonPropertyName("password_change_required")]
    [Description("True while the user has to change the password before anything else.")]
    public required bool PasswordChangeRequired { get; init; }
}
