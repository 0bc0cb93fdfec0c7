using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Admin.Api;

// Sent: names are forever.
internal sealed class ImportCertificatesBody
{
    [Description("1 to 250.")]
    public required ImportCertificateItem[] Certificates { get; init; }

    [Description("true: each is answered for itself, and a bad one does not hold up the others. Else nothing is recorded when one is bad.")]
    public bool? Partial { get; init; }
}

internal sealed class ImportCertificateItem
{
    [Description("PEM, or base64 of the DER.")]
    public required string Certificate { get; init; }

    [JsonPropertyName("revoked_at")]
    [Description("When it was revoked elsewhere; absent when it was not.")]
    public DateTimeOffset? RevokedAt { get; init; }

    [Description("As for revoking (RFC 5280 §5.3.1), and cACompromise or aACompromise; unspecified when absent.")]
    public string? Reason { get; init; }
}

internal sealed class ImportCertificatesAnswer
{
    [Description("In the order of the request.")]
    public required IReadOnlyList<ImportCertificateAnswer> Items { get; init; }

    [Description("With partial: how many are recorded here now.")]
    public int? Recorded { get; init; }

    [Description("With partial: how many were refused.")]
    public int? Refused { get; init; }
}

internal sealed class ImportCertificateAnswer
{
    [Description("Authority and serial; absent when it was refused.")]
    public string? Id { get; init; }

    [Description("valid, expired, revoked or on_hold, as it is here now; absent when it was refused.")]
    public string? Status { get; init; }

    [Description("Why it was refused; absent when it was not.")]
    public string? Code { get; init; }

    [Description("The same in a sentence.")]
    public string? Detail { get; init; }
}
