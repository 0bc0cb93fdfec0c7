using System.ComponentModel;
using System.Text.Json.Serialization;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Moves of renewal windows (RFC 9773): which certificates ACME clients should renew earlier.</summary>
internal static class RenewalMoveEndpoints
{
    private static readonly ObjectNoun Noun = new("acme-renewal", "AcmeRenewal", "AcmeRenewals", Permission.AcmeRead, Permission.AcmeManage)
    {
        Singular = "move of renewals",
        Plural = "moves of renewals",
    };

    public static void MapRenewalMoves(this RouteGroupBuilder api) =>
        new ObjectRoutes<RenewalMoveBody, RenewalMoveAnswer>(Noun).Map(api.MapGroup("/acme/renewals").WithTags("ACME"));
}

// Sent: names are forever.
[Description("A set of certificates that ACME clients should renew earlier (RFC 9773). A filter that is left out fits all.")]
internal sealed record RenewalMoveBody : RenewalMoveDocument
{
    [Description("1 to 64 lower-case letters, digits, hyphens and dots.")]
    public string? Name { get; init; }

    [JsonPropertyName("copy_of")]
    public string? CopyOf { get; init; }

    [Description("Why it is changed; kept with the version.")]
    public string? Comment { get; init; }
}

internal sealed record RenewalMoveAnswer : RenewalMoveDocument
{
    public required string Name { get; init; }

    public required long Version { get; init; }

    [Description("enabled or disabled.")]
    public required string Status { get; init; }

    [JsonPropertyName("built_in")]
    public required bool BuiltIn { get; init; }

    [JsonPropertyName("changed_at")]
    public DateTimeOffset? ChangedAt { get; init; }

    [JsonPropertyName("changed_by")]
    public string? ChangedBy { get; init; }
}
