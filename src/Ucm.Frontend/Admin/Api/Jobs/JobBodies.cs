using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Admin.Api.Jobs;

// Sent: names are forever.
[Description("Bulk work on certificates: those of a filter, or those of some ids.")]
internal sealed class JobBody
{
    [Description("revoke or export.")]
    public required string Kind { get; init; }

    [Description("Members as the query of GET /api/certificates has parameters; all must fit. Certificates that are issued later are left out.")]
    public Dictionary<string, JsonElement>? Filter { get; init; }

    [Description("1 to 10000 ids of certificates.")]
    public string[]? Ids { get; init; }

    [Description("For revoke: as for one certificate; unspecified when absent.")]
    public string? Reason { get; init; }
}

internal sealed record JobAnswer
{
    public required string Id { get; init; }

    [Description("revoke or export.")]
    public required string Kind { get; init; }

    [Description("queued, running, paused, done, failed or cancelled.")]
    public required string State { get; init; }

    [JsonPropertyName("created_by")]
    public required string CreatedBy { get; init; }

    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("finished_at")]
    public DateTimeOffset? FinishedAt { get; init; }

    [Description("How many certificates; absent while they are being counted.")]
    public long? Total { get; init; }

    [Description("How many were worked on, those that failed included.")]
    public required long Done { get; init; }

    public required long Failed { get; init; }

    [Description("Where the result is, JSON Lines: one object for each certificate that was worked on.")]
    public required string Result { get; init; }

    [Description("Why the job ended before its time.")]
    public string? Fault { get; init; }
}
