using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Inbox;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Inbox;

/// <summary>The table <c>inbox_requests</c>.</summary>
/// <param name="Requester">The text of the caller that submitted it.</param>
/// <param name="User">The user whose session or API token that was.</param>
public sealed record InboxRow(string Id, string Requester, string User, string Authority, string Profile, InboxStatus Status) : IndexRow
{
    public string Subject { get; init; } = string.Empty;

    public ImmutableArray<SubjectName> Names { get; init; } = [];

    public string? Owner { get; init; }

    public string? Note { get; init; }

    public DateTimeOffset SubmittedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? DecidedBy { get; init; }

    public string? Reason { get; init; }

    public string? Certificate { get; init; }
}
