using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Profiles;

namespace Ucm.Grains.Interfaces.Inbox;

/// <summary>What becomes of a request for a certificate that somebody else decides on.</summary>
// Stored and sent: numbers are forever.
public enum InboxStatus
{
    Pending = 1,

    /// <summary>Decided, and the certificate is not there yet; approving again carries the issuance on.</summary>
    Approved = 2,
    Issued = 3,
    Rejected = 4,

    /// <summary>Taken back by its requester.</summary>
    Cancelled = 5,

    /// <summary>Nobody decided in time. Never stored: <see cref="InboxRequest.ExpiresAt"/> decides.</summary>
    Expired = 6,
}

/// <summary>A request for a certificate without its CSR, as lists show it.</summary>
/// <param name="Requester">The text of the caller that submitted it.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.inbox-request")]
public sealed record InboxRequest(
    [property: Id(0)] string Id,
    [property: Id(1)] InboxStatus Status,
    [property: Id(2)] string Authority,
    [property: Id(3)] string Profile,
    [property: Id(4)] string Requester,
    [property: Id(5)] DateTimeOffset SubmittedAt,
    [property: Id(6)] DateTimeOffset ExpiresAt)
{
    /// <summary>RFC 4514, as the certificate would have it.</summary>
    [Id(7)]
    public string Subject { get; init; } = string.Empty;

    /// <summary>As the certificate would have them.</summary>
    [Id(8)]
    public ImmutableArray<SubjectName> Names { get; init; } = [];

    [Id(9)]
    public string? Owner { get; init; }

    [Id(10)]
    public string? Note { get; init; }

    [Id(11)]
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The text of the caller that approved, rejected or cancelled it.</summary>
    [Id(12)]
    public string? DecidedBy { get; init; }

    /// <summary>Why it was rejected.</summary>
    [Id(13)]
    public string? Reason { get; init; }

    /// <summary>The certificate's id, once it is issued.</summary>
    [Id(14)]
    public string? Certificate { get; init; }
}

/// <summary>A request with all that an approver looks at.</summary>
/// <param name="Csr">PKCS#10, DER.</param>
/// <param name="Preview">The certificate that would be signed now; null when it is decided, or nothing could be made.</param>
/// <param name="Problem">Why nothing can be made of it now.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.inbox-request-details")]
public sealed record InboxRequestDetails(
    [property: Id(0)] InboxRequest Request,
    [property: Id(1)] ImmutableArray<byte> Csr,
    [property: Id(2)] CertificatePreview? Preview,
    [property: Id(3)] Refusal? Problem);

/// <summary>Ask for a certificate. The same command again is the same request.</summary>
/// <param name="Csr">PKCS#10 DER (RFC 2986), at most 64 KiB.</param>
/// <param name="Content">Takes the place of what the CSR says.</param>
/// <param name="Owner">Whom the certificate is for, in the requester's words; at most <see cref="MaxOwner"/> characters.</param>
/// <param name="Note">For the approver; at most <see cref="MaxNote"/> characters.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.submit-inbox-request-command")]
public sealed record SubmitInboxRequestCommand(
    [property: Id(0)] AuthorityId Authority,
    [property: Id(1)] string Profile,
    [property: Id(2)] ImmutableArray<byte> Csr,
    [property: Id(3)] RequestedContent? Content,
    [property: Id(4)] string? Owner,
    [property: Id(5)] string? Note,
    [property: Id(6)] Caller Caller)
{
    public const int MaxOwner = 200;
    public const int MaxNote = 2000;
}

/// <summary>Say no to a request.</summary>
/// <param name="Reason">For the requester: 1 to <see cref="MaxReason"/> characters.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.reject-inbox-request-command")]
public sealed record RejectInboxRequestCommand([property: Id(0)] string Reason, [property: Id(1)] Caller Caller)
{
    public const int MaxReason = 500;
}

/// <summary>Which requests to list, newest first; null means any.</summary>
/// <param name="User">The name of the user that submitted them.</param>
/// <param name="Cursor">From <see cref="InboxPage.Next"/>.</param>
/// <param name="Take">1..200.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.inbox-query")]
public sealed record InboxQuery(
    [property: Id(0)] InboxStatus? Status,
    [property: Id(1)] string? User,
    [property: Id(2)] string? Authority,
    [property: Id(3)] string? Profile,
    [property: Id(4)] DateTimeOffset? SubmittedAfter,
    [property: Id(5)] DateTimeOffset? SubmittedBefore,
    [property: Id(6)] string? Cursor,
    [property: Id(7)] int Take,
    [property: Id(8)] Caller Caller);

/// <summary>A page of requests.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.inbox-page")]
public sealed record InboxPage([property: Id(0)] ImmutableArray<InboxRequest> Requests, [property: Id(1)] string? Next);
