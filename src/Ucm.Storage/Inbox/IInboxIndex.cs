using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Inbox;

namespace Ucm.Storage.Inbox;

/// <summary>Reads of the table <c>inbox_requests</c>.</summary>
public interface IInboxIndex
{
    /// <summary>Newest first. A request that ran out of time counts as <see cref="InboxStatus.Expired"/>, though no row says so.</summary>
    /// <exception cref="FormatException">The cursor is not one of <see cref="InboxCursor"/>.</exception>
    Task<ImmutableArray<InboxRow>> List(InboxFilter filter, int take, CancellationToken cancellationToken);

    /// <summary>How many requests of a user wait for a decision.</summary>
    Task<int> CountPending(string user, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Which requests; null for any.</summary>
/// <param name="Now">Decides which of the pending requests have run out of time.</param>
public sealed record InboxFilter(InboxStatus? Status, string? User, string? Authority, string? Profile, DateTimeOffset Now)
{
    public DateTimeOffset? SubmittedAfter { get; init; }

    public DateTimeOffset? SubmittedBefore { get; init; }

    public string? Cursor { get; init; }

    /// <summary>A request has to be in one of them; null for all requests.</summary>
    public ImmutableArray<InboxScope>? Scopes { get; init; }
}

/// <summary>Some of the requests. All conditions hold.</summary>
/// <param name="Authorities">Empty for all.</param>
/// <param name="Profiles">Empty for all.</param>
/// <param name="User">Only requests of this user; null for everybody's.</param>
/// <param name="Since">Only what was submitted then or later.</param>
public sealed record InboxScope(ImmutableArray<string> Authorities, ImmutableArray<string> Profiles, string? User, DateTimeOffset? Since);
