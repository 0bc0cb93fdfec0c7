using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Certificates;

/// <summary><c>PATCH /api/certificates/{id}</c>: labels, owner and notes, by a merge patch (RFC 7396).</summary>
internal static class AnnotateEndpoint
{
    private const int MaxBody = 64 * 1024;

    public static void MapAnnotate(this RouteGroupBuilder certificates) => certificates.MapPatch("/{id}", Annotate)
        .Signed(Permission.CertificatesEdit)
        .Accepts<AnnotateBody>("application/json", "application/merge-patch+json")
        .WithMetadata(new RequestSizeLimitAttribute(MaxBody))
        .Gives<CertificateAnswer>().Refuses(400, 404, 412)
        .Named(
            "annotateCertificate",
            "Change labels, owner and notes",
            "A merge patch (RFC 7396): null removes a label, the owner, the notes or all labels. The certificate itself stays as it is. If-Match takes the ETag of the certificate.");

    /// <summary>The ETag of what can be changed.</summary>
    public static void SetETag(HttpContext context, CertificateRecord record) =>
        context.Response.Headers.ETag = $"\"{(record.Annotations?.Version ?? 0).ToString(CultureInfo.InvariantCulture)}\"";

    private static async Task<IResult> Annotate(string id, HttpContext context, IGrainFactory grains, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!CertificateKey.TryParseId(id, out var key))
        {
            return CertificateEndpoints.NoSuchCertificate.ToProblem();
        }

        var body = await context.ReadBody(ApiJson.Default.JsonObject);
        if (!body.Succeeded)
        {
            return body.Refusal.ToProblem();
        }

        if (ObjectAnswers.TryIfMatch(context, out var expected) is { } stale)
        {
            return stale.ToProblem();
        }

        var command = Read(body.Value, expected, context.Caller());
        if (!command.Succeeded)
        {
            return command.Refusal.ToProblem();
        }

        var record = await grains.Certificate(key).Annotate(command.Value, cancellationToken);
        if (!record.Succeeded)
        {
            return record.Refusal.ToProblem();
        }

        SetETag(context, record.Value);
        return TypedResults.Json(record.Value.ToAnswer(clock.GetUtcNow()), ApiJson.Default.CertificateAnswer);
    }

    private static Outcome<AnnotateCommand> Read(JsonObject patch, long? expected, Caller caller)
    {
        var command = new AnnotateCommand([], false, null, null, expected, caller);
        foreach (var (name, value) in patch)
        {
            switch (name, value)
            {
                case ("labels", null):
                    command = command with { ClearLabels = true };
                    break;
                case ("labels", JsonObject labels):
                    if (labels.FirstOrDefault(static label => label.Value is not null && !IsText(label.Value)) is { Key: { } odd })
                    {
                        return ObjectBody.Field($"/labels/{odd.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", "Must be a string, or null to remove the label.");
                    }

                    command = command with { Labels = [.. labels.Select(static label => new LabelChange(label.Key, label.Value?.GetValue<string>()))] };
                    break;
                case ("labels", _):
                    return ObjectBody.Field("/labels", "Must be an object of strings, such as {\"team\":\"web\"}.");
                case ("owner", _) when value is null || IsText(value):
                    command = command with { Owner = value?.GetValue<string>() ?? string.Empty };
                    break;
                case ("notes", _) when value is null || IsText(value):
                    command = command with { Notes = value?.GetValue<string>() ?? string.Empty };
                    break;
                case ("owner" or "notes", _):
                    return ObjectBody.Field($"/{name}", "Must be a string, or null to remove it.");
                default:
                    return ObjectBody.Field($"/{name}", "Cannot be changed: labels, owner and notes can.");
            }
        }

        return command;
    }

    private static bool IsText(JsonNode value) => value.GetValueKind() == JsonValueKind.String;
}

// Sent: names are forever.
[Description("What is left out stays as it is; null removes it.")]
internal sealed class AnnotateBody
{
    [Description("Up to 32. A name has 1 to 63 of a-z, A-Z, 0-9, '.', '_', '/' and '-'; a value up to 255 characters; null removes the label.")]
    public Dictionary<string, string?>? Labels { get; init; }

    [Description("Up to 255 characters.")]
    public string? Owner { get; init; }

    [Description("Up to 2000 characters.")]
    public string? Notes { get; init; }
}
