using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ucm.Frontend.Admin.Api.Objects;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Jose;

namespace Ucm.Frontend.Admin.Api.ExternalAccounts;

/// <summary>External account keys as REST reads and shows them.</summary>
internal static class ExternalAccountAnswers
{
    /// <summary>What an answer says beside the rules, so that an answer can be sent back changed.</summary>
    private static readonly string[] OfAnswers =
        ["kid", "version", "status", "accounts", "created_at", "created_by", "changed_at", "changed_by", "key_changed_at", "hmac_key", "algorithm", "note"];

    /// <summary>Refusals: Malformed. Another content type than JSON is a 415, a body over the limit a 413.</summary>
    public static async Task<Outcome<JsonObject>> ReadBody(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body must be application/json or application/merge-patch+json.", StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 };
            using var document = await JsonDocument.ParseAsync(context.Request.Body, options, context.RequestAborted);
            if (JsonSerializer.SerializeToNode(document.RootElement) is not JsonObject content)
            {
                return new Refusal(RefusalCode.Malformed, "The body must be a JSON object.");
            }

            foreach (var member in OfAnswers)
            {
                content.Remove(member);
            }

            return content;
        }
        catch (JsonException fault)
        {
            var place = $"line {fault.LineNumber + 1}, octet {fault.BytePositionInLine + 1}";
            return new Refusal(RefusalCode.Malformed, $"The body is not valid JSON ({place}), or a member occurs twice.");
        }
    }

    /// <summary>The key with its ETag, or the problem.</summary>
    public static IResult Show(Outcome<ExternalAccountKey> outcome, HttpContext context) =>
        outcome.Succeeded ? Show(outcome.Value, ToJson(outcome.Value), context, StatusCodes.Status200OK) : outcome.Refusal.ToProblem();

    /// <summary>Likewise, with the secret where the outcome has it.</summary>
    public static IResult Show(Outcome<ExternalAccountKeyWithSecret> outcome, HttpContext context, int status = StatusCodes.Status200OK)
    {
        if (!outcome.Succeeded)
        {
            return outcome.Refusal.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        var answer = ToJson(outcome.Value.Key);
        answer["algorithm"] = "HS256";
        if (outcome.Value.Secret.IsEmpty)
        {
            answer["note"] = "hmac_key was in the first answer only; if that was lost, rotate the key.";
        }
        else
        {
            answer["hmac_key"] = Base64UrlText.Encode(outcome.Value.Secret.AsSpan());
        }

        return Show(outcome.Value.Key, answer, context, status);
    }

    public static JsonObject ToJson(ExternalAccountKey key)
    {
        var answer = new JsonObject { ["kid"] = key.Kid };
        foreach (var (name, value) in JsonNode.Parse(key.Content)!.AsObject())
        {
            answer[name] = value?.DeepClone();
        }

        answer["status"] = key.Status.ToString().ToLowerInvariant();
        answer["version"] = key.Version;
        if (key.Accounts is { } accounts)
        {
            answer["accounts"] = accounts;
        }

        answer["created_at"] = Time(key.CreatedAt);
        answer["created_by"] = key.CreatedBy;
        answer["changed_at"] = Time(key.ChangedAt);
        answer["changed_by"] = key.ChangedBy;
        answer["key_changed_at"] = Time(key.KeyChangedAt);
        return answer;
    }

    private static IResult Show(ExternalAccountKey key, JsonObject answer, HttpContext context, int status)
    {
        context.Response.Headers.ETag = $"\"{key.Version.ToString(CultureInfo.InvariantCulture)}\"";
        return ObjectAnswers.Json(answer, status);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

}
