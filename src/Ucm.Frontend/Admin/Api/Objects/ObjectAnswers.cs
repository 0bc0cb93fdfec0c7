using System.Globalization;
using System.Text.Json.Nodes;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api.Objects;

/// <summary>Administrators' objects as REST shows them.</summary>
internal static class ObjectAnswers
{
    public static IResult Json(JsonObject answer, int status = StatusCodes.Status200OK) => Results.Text(answer.ToJsonString(), "application/json", statusCode: status);

    /// <summary>The object with its ETag, or the problem.</summary>
    public static IResult Show(Outcome<AdministeredObject> outcome, HttpContext context, int status = StatusCodes.Status200OK)
    {
        if (!outcome.Succeeded)
        {
            return outcome.Refusal.ToProblem();
        }

        context.Response.Headers.ETag = $"\"{outcome.Value.Version.ToString(CultureInfo.InvariantCulture)}\"";
        return Json(ToJson(outcome.Value), status);
    }

    public static JsonObject ToJson(AdministeredObject known)
    {
        var answer = new JsonObject { ["name"] = known.Key.Name };
        foreach (var (name, value) in JsonNode.Parse(known.Content)!.AsObject())
        {
            answer[name] = value?.DeepClone();
        }

        answer["version"] = known.Version;
        answer["status"] = Word(known.Status);
        answer["built_in"] = known.BuiltIn;
        Add(answer, "changed_at", known.ChangedAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(answer, "changed_by", known.ChangedBy);
        return answer;
    }

    public static JsonObject ToJson(ObjectVersion version, bool withContent)
    {
        var answer = new JsonObject { ["version"] = version.Version, ["status"] = Word(version.Status) };
        Add(answer, "changed_at", version.ChangedAt?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add(answer, "changed_by", version.ChangedBy);
        Add(answer, "comment", version.Comment);
        if (withContent)
        {
            answer["content"] = JsonNode.Parse(version.Content);
            answer["changes"] = new JsonArray([.. version.Changes.Select(ToJson)]);
        }

        return answer;
    }

    /// <summary>The version of If-Match (RFC 9110 §13.1.1); null when there is none, or any will do.</summary>
    public static Refusal? TryIfMatch(HttpContext context, out long? version)
    {
        version = null;
        var header = context.Request.Headers.IfMatch.ToString();
        if (header is "" or "*")
        {
            return null;
        }

        if (header is not ['"', .. var digits, '"'] || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new Refusal(RefusalCode.StaleVersion, "If-Match is not the ETag of any version of this; read it again.");
        }

        version = number;
        return null;
    }

    private static JsonObject ToJson(ObjectChange change)
    {
        var answer = new JsonObject { ["pointer"] = change.Pointer };
        Add(answer, "before", change.Before is null ? null : JsonNode.Parse(change.Before));
        Add(answer, "after", change.After is null ? null : JsonNode.Parse(change.After));
        return answer;
    }

    private static string Word(ObjectStatus status) => status.ToString().ToLowerInvariant();

    private static void Add(JsonObject answer, string name, JsonNode? value)
    {
        if (value is not null)
        {
            answer[name] = value;
        }
    }
}

/// <summary>A version, for the OpenAPI document.</summary>
// Sent: names are forever.
internal sealed record ObjectVersionAnswer
{
    public required long Version { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    public string? ChangedBy { get; init; }

    public string? Comment { get; init; }

    /// <summary>Not in lists.</summary>
    public JsonObject? Content { get; init; }

    /// <summary>Not in lists: pointer (RFC 6901), before and after of each field that differs.</summary>
    public JsonArray? Changes { get; init; }
}
