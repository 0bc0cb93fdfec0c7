using System.Collections.Immutable;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Identity;

/// <summary>Reads of the table <c>sessions</c>. A row may be of a session that is dead by now: its user's numbers tell.</summary>
public interface ISessionIndex
{
    /// <summary>A user's sessions that expire after a time, the newest first.</summary>
    Task<ImmutableArray<SessionRow>> List(string user, DateTimeOffset after, int take, CancellationToken cancellationToken);
}
