using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json.Serialization;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Profiles;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Certificate profiles: objects like others, and a preview of what they make.</summary>
internal static class ProfileEndpoints
{
    private const int MaxPreviewBody = 256 * 1024;

    private static readonly ObjectNoun Noun = new("profile", "Profile", "Profiles", Permission.ProfilesRead, Permission.ProfilesManage);

    public static void MapProfiles(this RouteGroupBuilder api)
    {
        var profiles = api.MapGroup("/profiles").WithTags("Profiles");
        new ObjectRoutes<ProfileBody, ProfileAnswer>(Noun).Map(profiles);
        profiles.MapPost("/{name}/preview", Preview)
            .Signed(Permission.CertificatesIssue).Takes<PreviewBody>(MaxPreviewBody).Gives<PreviewAnswer>().Refuses(400, 404, 409, 422)
            .Named("previewProfile", "Preview a certificate", "The certificate that would be signed now for a csr or names, and what the linter says of it. Nothing is written.");
    }

    private static async Task<IResult> Preview(string name, HttpContext context, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var body = await context.ReadBody(ApiJson.Default.PreviewBody);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        var asked = new IssueBody { Authority = body.Value.Authority, Csr = body.Value.Csr, Names = body.Value.Names, Subject = body.Value.Subject, NotBefore = body.Value.NotBefore, NotAfter = body.Value.NotAfter };
        ImmutableArray<byte> csr = [];
        RequestedContent? content = null;
        var refusal = IssueRequests.TryAuthority(asked, out var authority)
            ?? (asked.Csr is { } text ? PastedRequest.TryRead(text, out csr) : null)
            ?? IssueRequests.TryContent(asked, out content);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var preview = await grains.ProfileCatalog().Preview(new PreviewCommand(authority, name, csr, content, context.Caller()), cancellationToken);
        return preview.Succeeded ? TypedResults.Json(PreviewAnswer.Of(preview.Value), ApiJson.Default.PreviewAnswer) : preview.Refusal.ToProblem();
    }
}

// Sent: names are forever.
[Description("A profile to be made or changed. copy_of: the profile that is copied first; the other members then change the copy.")]
internal sealed record ProfileBody : ProfileDocument
{
    [Description("1 to 64 lower-case letters, digits, hyphens and dots.")]
    public string? Name { get; init; }

    [JsonPropertyName("copy_of")]
    public string? CopyOf { get; init; }

    [Description("Why it is changed; kept with the version.")]
    public string? Comment { get; init; }
}

internal sealed record ProfileAnswer : ProfileDocument
{
    public required string Name { get; init; }

    public required long Version { get; init; }

    [Description("enabled or disabled.")]
    public required string Status { get; init; }

    [JsonPropertyName("built_in")]
    [Description("Part of the product: it can be copied, not changed.")]
    public required bool BuiltIn { get; init; }

    [JsonPropertyName("changed_at")]
    public DateTimeOffset? ChangedAt { get; init; }

    [JsonPropertyName("changed_by")]
    public string? ChangedBy { get; init; }
}

[Description("What to preview: a csr, or names and a key that is thrown away.")]
internal sealed class PreviewBody
{
    [Description("The issuing authority's id; issuing when absent.")]
    public string? Authority { get; init; }

    [Description("A PKCS#10 request: PEM, or DER in base64.")]
    public string? Csr { get; init; }

    [Description("Subject alternative names; replace those of the csr.")]
    public string[]? Names { get; init; }

    [Description("A distinguished name (RFC 4514); replaces the one of the csr.")]
    public string? Subject { get; init; }

    [JsonPropertyName("not_before")]
    public DateTimeOffset? NotBefore { get; init; }

    [JsonPropertyName("not_after")]
    public DateTimeOffset? NotAfter { get; init; }
}
