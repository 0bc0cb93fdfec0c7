using System.Globalization;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>What is written beside a publication (law 5).</summary>
internal static class CrlAudit
{
    public static CommitCompanion Published(CrlRow row, Caller by)
    {
        var detail = Detail.Of(
            ("number", Number(row)),
            ("kind", row.Kind == CrlKind.Delta ? "delta" : null),
            ("shard", row.Scope.Shard == 0 ? null : row.Scope.ShardName),
            ("entries", Number(row.Entries)));
        return CommitCompanion.Of(new AuditEntry(row.PublishedAt, by.ToString(), by.Address, "crl.publish", $"authority:{row.Scope.Authority}", detail));
    }

    public static CommitCompanion NotCopied(CrlRow row, string destination, DateTimeOffset at) => CommitCompanion.Of(new AuditEntry(
        at, Caller.System("crl").ToString(), null, "crl.copy.fail", $"authority:{row.Scope.Authority}", Detail.Of(("number", Number(row)), ("destination", destination))));

    private static string Number(CrlRow row) => row.PrintedNumber.ToString(CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
