using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Authorities;

/// <summary>What is written beside a change of an authority (law 5).</summary>
internal static class AuthorityAudit
{
    public static CommitCompanion Created(AuthorityId id, AuthorityPlan plan, Caller caller, DateTimeOffset now) => CommitCompanion.Of(Entry(
        id, "authority.create", caller, now, Detail.Of(("subject", plan.Subject), ("key", plan.KeyAlgorithm), ("issuer", plan.Issuer?.Value))));

    public static CommitCompanion KeyMade(AuthorityId id, AuthorityPlan plan, Caller caller, DateTimeOffset now) =>
        CommitCompanion.Of(Entry(id, "authority.key.create", caller, now, Detail.Of(("key", plan.KeyAlgorithm))));

    public static CommitCompanion Retried(AuthorityId id, int attempt, Caller caller, DateTimeOffset now) => CommitCompanion.Of(Entry(
        id, "authority.retry", caller, now, Detail.Of(("attempt", attempt.ToString(System.Globalization.CultureInfo.InvariantCulture)))));

    /// <summary>With the row that lists and signers read.</summary>
    public static CommitCompanion Changed(AuthoritySnapshot snapshot, Caller caller, DateTimeOffset now)
    {
        var status = snapshot.Status.ToString().ToLowerInvariant();
        var audit = Entry(snapshot.Id, $"authority.{status}", caller, now, Detail.Of(("status", status)));
        var payload = Detail.Of(("authority", snapshot.Id.Value), ("status", status));
        return CommitCompanion.Of(audit, new OutboxEvent(now, "authority.changed", payload)) with { Index = [new AuthorityRow(snapshot)] };
    }

    private static AuditEntry Entry(AuthorityId id, string action, Caller caller, DateTimeOffset now, string detail) =>
        new(now, caller.ToString(), caller.Address, action, $"authority:{id}", detail);
}
