using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Audit;

/// <summary>The table <c>audit</c>.</summary>
public interface IAuditStore
{
    /// <summary>Writes audit rows of things that change nothing else (a refused login, an export).</summary>
    Task Append(CommitCompanion companion, CancellationToken cancellationToken);

    /// <summary>Newest first, 1..200 rows.</summary>
    /// <exception cref="FormatException">The cursor is not one of ours; grains answer Malformed.</exception>
    Task<AuditPage> List(string? cursor, int take, CancellationToken cancellationToken);
}
