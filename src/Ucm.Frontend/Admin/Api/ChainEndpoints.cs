using System.ComponentModel;
using System.Text.Json.Serialization;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Chains over cross-certificates, which ACME clients may choose in place of an authority's own (RFC 8555 §7.4.2).</summary>
internal static class ChainEndpoints
{
    private static readonly ObjectNoun Noun = new("certificate-chain", "Chain", "Chains", Permission.AuthoritiesRead, Permission.AuthoritiesManage);

    public static void MapChains(this RouteGroupBuilder api) =>
        new ObjectRoutes<ChainBody, ChainAnswer>(Noun).Map(api.MapGroup("/chains").WithTags("Chains"));
}

// Sent: names are forever.
[Description("Another chain of an authority, over a certificate for its name and key by another authority.")]
internal sealed record ChainBody : CertificateChainDocument
{
    [Description("1 to 64 lower-case letters, digits, hyphens and dots; part of the URL of certificates in this chain.")]
    public string? Name { get; init; }

    [JsonPropertyName("copy_of")]
    public string? CopyOf { get; init; }

    [Description("Why it is changed; kept with the version.")]
    public string? Comment { get; init; }
}

internal sealed record ChainAnswer : CertificateChainDocument
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
