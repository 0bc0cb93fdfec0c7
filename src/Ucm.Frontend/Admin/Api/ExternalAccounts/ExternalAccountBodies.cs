using System.ComponentModel;
using System.Text.Json.Serialization;
using Ucm.Grains.Interfaces.Documents;

namespace Ucm.Frontend.Admin.Api.ExternalAccounts;

// Sent: names are forever.
[Description("An external account key to be made, or what is to be changed of one.")]
internal sealed record ExternalAccountBody : ExternalAccountDocument;

internal record ExternalAccountAnswer : ExternalAccountDocument
{
    [Description("What clients give beside the secret, such as --eab-kid of certbot.")]
    public required string Kid { get; init; }

    [Description("enabled or disabled.")]
    public required string Status { get; init; }

    public required long Version { get; init; }

    [Description("How many accounts are bound by the key.")]
    public int? Accounts { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("created_by")]
    public required string CreatedBy { get; init; }

    [JsonPropertyName("changed_at")]
    public required DateTimeOffset ChangedAt { get; init; }

    [JsonPropertyName("changed_by")]
    public required string ChangedBy { get; init; }

    [JsonPropertyName("key_changed_at")]
    [Description("When the secret was made.")]
    public required DateTimeOffset KeyChangedAt { get; init; }
}

internal sealed record ExternalAccountSecretAnswer : ExternalAccountAnswer
{
    [JsonPropertyName("hmac_key")]
    [Description("The secret: base64url without padding. Absent when the answer repeats an earlier one.")]
    public string? HmacKey { get; init; }

    [Description("HS256; HS384 and HS512 are accepted as well.")]
    public required string Algorithm { get; init; }

    public string? Note { get; init; }
}
