using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Admin.Api.Inbox;

// Sent: names are forever.
[Description("A request for a certificate that somebody else decides on.")]
internal sealed class SubmitBody
{
    [Description("The issuing authority's id; issuing when absent.")]
    public string? Authority { get; init; }

    [Description("The profile's name; tls-server when absent.")]
    public string? Profile { get; init; }

    [Description("A PKCS#10 request (RFC 2986): PEM, or DER in base64.")]
    public required string Csr { get; init; }

    [Description("A distinguished name (RFC 4514); replaces the one of the csr.")]
    public string? Subject { get; init; }

    [Description("Subject alternative names; replace those of the csr.")]
    public string[]? Names { get; init; }

    [JsonPropertyName("not_before")]
    public DateTimeOffset? NotBefore { get; init; }

    [JsonPropertyName("not_after")]
    public DateTimeOffset? NotAfter { get; init; }

    [Description("Whom the certificate is for; at most 200 characters.")]
    public string? Owner { get; init; }

    [Description("For the approver; at most 2000 characters.")]
    public string? Note { get; init; }
}

internal sealed class RejectBody
{
    [Description("For the requester; 1 to 500 characters.")]
    public string? Reason { get; init; }
}

internal record InboxAnswer
{
    public required string Id { get; init; }

    [Description("pending, approved, issued, rejected, cancelled or expired. approved: the certificate is still to come; approve again to carry on.")]
    public required string State { get; init; }

    public required string Authority { get; init; }

    public required string Profile { get; init; }

    [Description("RFC 4514, as the certificate has it.")]
    public required string Subject { get; init; }

    [Description("With their kind in front, such as dns:www.example.com.")]
    public required string[] Names { get; init; }

    [Description("Who submitted it, such as user:ann.")]
    public required string Requester { get; init; }

    public string? Owner { get; init; }

    public string? Note { get; init; }

    [JsonPropertyName("submitted_at")]
    public required DateTimeOffset SubmittedAt { get; init; }

    [JsonPropertyName("expires_at")]
    [Description("When it expires, unless somebody decides before.")]
    public required DateTimeOffset ExpiresAt { get; init; }

    [JsonPropertyName("decided_at")]
    public DateTimeOffset? DecidedAt { get; init; }

    [JsonPropertyName("decided_by")]
    public string? DecidedBy { get; init; }

    [Description("Why it was rejected.")]
    public string? Reason { get; init; }

    [Description("The id of the certificate.")]
    public string? Certificate { get; init; }
}

internal sealed record InboxDetailsAnswer : InboxAnswer
{
    [Description("PEM.")]
    public required string Csr { get; init; }

    [Description("While it is pending: the certificate that would be signed now.")]
    public DecodedCertificate? Preview { get; init; }

    [Description("While it is pending: what the linter says of that certificate, or why none can be made. An error refuses the certificate.")]
    public IReadOnlyList<FindingAnswer>? Findings { get; init; }
}
