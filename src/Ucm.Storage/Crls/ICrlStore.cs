using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Crls;

/// <summary>
/// The tables <c>crls</c>, <c>crl_builds</c> and <c>crl_parts</c>. (authority, shard, number) is unique: two publishers cannot both publish one number. The bytes are written in parts
/// beforehand, so that the commit that publishes is a small one, however large the CRL.
/// </summary>
public interface ICrlStore
{
    /// <summary>The row with the highest number of that kind; null when there is none. The number is shared by full and delta CRLs (RFC 5280 §5.2.3).</summary>
    Task<CrlRow?> Latest(CrlScope scope, CrlKind kind, CancellationToken cancellationToken);

    /// <summary>The highest number ever used, 0 when none.</summary>
    Task<long> LastNumber(CrlScope scope, CancellationToken cancellationToken);

    /// <summary>The thisUpdate of the CRL with the highest number, of either kind; null when there is none.</summary>
    Task<DateTimeOffset?> LastThisUpdate(CrlScope scope, CancellationToken cancellationToken);

    /// <summary>Names a set of parts that is about to be written.</summary>
    Task Begin(string build, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The parts of a build, numbered from 0 on.</summary>
    Task Append(string build, int part, byte[] content, CancellationToken cancellationToken);

    /// <summary>
    /// False when the number, or a higher one, is taken, or when there is one that <see cref="CrlRow.Follows"/> does not know: another publisher won.
    /// </summary>
    Task<bool> Publish(CrlRow row, CommitCompanion companion, CancellationToken cancellationToken);

    /// <summary>Null when the build has no such part, or is no longer kept.</summary>
    Task<ImmutableArray<byte>?> ReadPart(string build, int part, CancellationToken cancellationToken);

    /// <summary>The build of a published number; null when there is no such row.</summary>
    Task<string?> FindBuild(CrlScope scope, long number, CancellationToken cancellationToken);

    /// <summary>
    /// Drops the bytes of all but the two newest of each kind of the scope (somebody may be fetching the one before), and whatever builds were left unpublished
    /// since before <paramref name="abandonedBefore"/>. Rows stay.
    /// </summary>
    Task Prune(CrlScope scope, DateTimeOffset abandonedBefore, CancellationToken cancellationToken);
}
