using System.Collections.Immutable;
using System.Globalization;
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

    public static CommitCompanion Imported(AuthorityId id, AuthorityCandidate candidate, Caller caller, DateTimeOffset now) => CommitCompanion.Of(Entry(
        id,
        "authority.import",
        caller,
        now,
        Detail.Of(
            ("subject", candidate.Certificate.Subject.ToString()),
            ("certificate", candidate.CertificateHash),
            ("earlier_certificates", candidate.EarlierHashes),
            ("key", candidate.KeyAlgorithm),
            ("issuer", candidate.Issuer?.Id.Value),
            ("crl_number_floor", candidate.Floor.ToString()))));

    public static CommitCompanion KeyImported(AuthorityId id, AuthorityCandidate candidate, Caller caller, DateTimeOffset now) =>
        CommitCompanion.Of(Entry(id, "authority.key.import", caller, now, Detail.Of(("key", candidate.KeyAlgorithm), ("certificate", candidate.CertificateHash))));

    public static CommitCompanion Retried(AuthorityId id, int attempt, Caller caller, DateTimeOffset now) => CommitCompanion.Of(Entry(
        id, "authority.retry", caller, now, Detail.Of(("attempt", attempt.ToString(CultureInfo.InvariantCulture)))));

    /// <summary>With the row that lists and signers read.</summary>
    public static CommitCompanion Changed(AuthoritySnapshot snapshot, Caller caller, DateTimeOffset now)
    {
        var status = snapshot.Status.ToString().ToLowerInvariant();
        var audit = Entry(snapshot.Id, $"authority.{status}", caller, now, Detail.Of(("status", status)));
        var payload = Detail.Of(("authority", snapshot.Id.Value), ("status", status));
        return CommitCompanion.Of(audit, new OutboxEvent(now, "authority.changed", payload)) with { Index = [new AuthorityRow(snapshot)] };
    }

    /// <summary>With the row likewise.</summary>
    public static CommitCompanion CrlPolicySet(AuthoritySnapshot snapshot, Caller caller, DateTimeOffset now)
    {
        var policy = snapshot.Crl;
        var detail = Detail.Of(
            ("lifetime", Span(policy.Lifetime)),
            ("overlap", Span(policy.Overlap)),
            ("minimum_interval", Span(policy.MinimumInterval)),
            ("delta_interval", policy.DeltaInterval is { } interval ? Span(interval) : null),
            ("shards", policy.Shards.ToString(CultureInfo.InvariantCulture)),
            ("backdate", Span(policy.EffectiveBackdate)));
        return SettingsChanged(snapshot, "crl", Entry(snapshot.Id, "authority.crl", caller, now, detail));
    }

    /// <summary>With the row likewise.</summary>
    public static CommitCompanion OcspPolicySet(AuthoritySnapshot snapshot, Caller caller, DateTimeOffset now)
    {
        var detail = Detail.Of(
            ("extended_revoke", snapshot.Ocsp?.ExtendedRevoke is { } extended ? (extended ? "true" : "false") : null),
            ("archive_cutoff", snapshot.Ocsp?.ArchiveCutoff is { } cutoff ? Span(cutoff) : null));
        return SettingsChanged(snapshot, "ocsp", Entry(snapshot.Id, "authority.ocsp", caller, now, detail));
    }

    /// <summary>With the row likewise.</summary>
    public static CommitCompanion IssuancePolicySet(AuthoritySnapshot snapshot, Caller caller, DateTimeOffset now)
    {
        var detail = Detail.Of(("leaves_from_root", snapshot.Issuance is { LeavesFromRoot: true } ? "true" : "false"));
        return SettingsChanged(snapshot, "issuance", Entry(snapshot.Id, "authority.issuance", caller, now, detail));
    }

    /// <summary>With the row likewise.</summary>
    public static CommitCompanion UrlsSet(AuthoritySnapshot snapshot, Caller caller, DateTimeOffset now)
    {
        var detail = Detail.Of(("crl", List(snapshot.Urls?.Crl)), ("ocsp", List(snapshot.Urls?.Ocsp)), ("issuers", List(snapshot.Urls?.Issuers)));
        return SettingsChanged(snapshot, "urls", Entry(snapshot.Id, "authority.urls", caller, now, detail));
    }

    private static string? List(ImmutableArray<string>? urls) => urls is { } given ? string.Join(' ', given) : null;

    private static CommitCompanion SettingsChanged(AuthoritySnapshot snapshot, string which, AuditEntry entry)
    {
        var payload = Detail.Of(("authority", snapshot.Id.Value), (which, "changed"));
        return CommitCompanion.Of(entry, new OutboxEvent(entry.At, "authority.changed", payload)) with { Index = [new AuthorityRow(snapshot)] };
    }

    private static string Span(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);

    private static AuditEntry Entry(AuthorityId id, string action, Caller caller, DateTimeOffset now, string detail) =>
        new(now, caller.ToString(), caller.Address, action, $"authority:{id}", detail);
}
