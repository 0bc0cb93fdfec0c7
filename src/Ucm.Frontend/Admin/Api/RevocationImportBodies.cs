using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Admin.Api;

// Sent: names are forever.
internal sealed class ImportRevocationsBody
{
    [Description("1 to 10000 serial numbers. Given when crl is not.")]
    public IReadOnlyList<RevokedSerialItem?>? Revocations { get; init; }

    [Description("The last full CRL that was published elsewhere, signed by the authority, as PEM or base64; at most 4 MiB and 100000 entries. Not with revocations.")]
    public string? Crl { get; init; }
}

internal sealed class RevokedSerialItem
{
    [Description("Hexadecimal, upper or lower case; colons between the octets may stand.")]
    public string? Serial { get; init; }

    [JsonPropertyName("revoked_at")]
    [Description("When it was revoked elsewhere, RFC 3339 with a zone.")]
    public string? RevokedAt { get; init; }

    [Description("As for revoking (RFC 5280 §5.3.1), and cACompromise or aACompromise; unspecified when absent.")]
    public string? Reason { get; init; }
}

internal sealed class ImportRevocationsAnswer
{
    [Description("How many are revoked or on hold here now.")]
    public required int Recorded { get; init; }

    [Description("How many were refused; the others are recorded all the same.")]
    public required int Refused { get; init; }

    [Description("One for each of the request, in its order.")]
    public required IReadOnlyList<ImportRevocationAnswer> Items { get; init; }
}

internal sealed class ImportRevocationAnswer
{
    [Description("As it was given.")]
    public string? Serial { get; init; }

    [Description("Authority and serial; absent when it was refused.")]
    public string? Id { get; init; }

    [Description("revoked or on_hold, as it is here now; absent when it was refused.")]
    public string? Status { get; init; }

    [Description("Why it was refused; absent when it was not.")]
    public string? Code { get; init; }

    [Description("The same in a sentence.")]
    public string? Detail { get; init; }
}
