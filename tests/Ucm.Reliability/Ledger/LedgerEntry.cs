using System.Text.Json.Serialization;

namespace Ucm.Reliability.Ledger;

/// <summary>One line of the ledger: something a client asked, or was told. Times are microseconds since 1970.</summary>
internal sealed record LedgerEntry
{
    /// <summary>When it was written down: for an ask before it was sent, for an answer after it was read.</summary>
    public required long At { get; init; }

    /// <summary>One of <see cref="LedgerKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The client's own name of what it wants: for REST the Idempotency-Key.</summary>
    public string? Request { get; init; }

    /// <summary>rest or acme.</summary>
    public string? Protocol { get; init; }

    /// <summary>The ACME order's id.</summary>
    public string? Order { get; init; }

    /// <summary>Which door was asked: proxy, frontend1, …</summary>
    public string? Door { get; init; }

    /// <summary>When the question left.</summary>
    public long? SentAt { get; init; }

    /// <summary>issued, revoked, good, 503, timeout, …</summary>
    public string? Outcome { get; init; }

    /// <summary>Lower-case hex without leading zeros.</summary>
    public string? Serial { get; init; }

    /// <summary>SHA-256 of the delivered DER, hex.</summary>
    public string? Hash { get; init; }

    /// <summary>As in RFC 5280 §5.3.1, such as keyCompromise.</summary>
    public string? Reason { get; init; }

    public long? Sequence { get; init; }

    public long? RevokedAt { get; init; }

    public string? Detail { get; init; }

    /// <summary>The bytes that were answered, where they are evidence.</summary>
    public byte[]? Evidence { get; init; }
}

internal static class LedgerKind
{
    public const string RunStart = "run.start";
    public const string RunEnd = "run.end";
    public const string IssueAsk = "issue.ask";
    public const string IssueAnswer = "issue.answer";
    public const string RevokeAsk = "revoke.ask";
    public const string RevokeAnswer = "revoke.answer";
    public const string StatusAnswer = "ocsp.answer";
    public const string Visible = "ocsp.visible";
    public const string CrlAnswer = "crl.answer";
    public const string Chaos = "chaos";
}

internal static class LedgerOutcome
{
    public const string Issued = "issued";
    public const string Revoked = "revoked";
    public const string Good = "good";
    public const string Unknown = "unknown";

    /// <summary>An OCSP response for a certificate that was not asked about.</summary>
    public const string OtherSerial = "other serial";

    /// <summary>An OCSP response that no reader could read.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>A definite no: the client stops asking.</summary>
    public const string Refused = "refused for good";

    /// <summary>The run ended before there was an answer; the client does not know.</summary>
    public const string Open = "open";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerEntry))]
internal sealed partial class LedgerJson : JsonSerializerContext;
