using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>What is written beside a change of an external account key (law 5): the row of lists and who did what. Never the secret.</summary>
internal static class ExternalAccountAudit
{
    public static CommitCompanion Changed(string kid, ExternalAccountKeyState next, string action, string detail, Caller caller)
    {
        var entry = new AuditEntry(next.ChangedAt, caller.ToString(), caller.Address, $"acme.external-account.{action}", Target(kid), detail);
        return CommitCompanion.Of(entry) with { Index = [Row(kid, next)] };
    }

    public static CommitCompanion Bound(string kid, BindExternalAccountCommand command, DateTimeOffset now)
    {
        var entry = new AuditEntry(
            now, $"acmeaccount:{command.Account}", command.Address, "acme.external-account.bind", Target(kid),
            Detail.Of(("account", command.Account), ("server", command.Server)));
        return CommitCompanion.Of(entry) with { Index = [new ExternalBindingRow(command.Account, kid)] };
    }

    /// <summary>Marks an order whose names needed no challenge; empty for any other.</summary>
    public static ImmutableArray<AuditEntry> Prevalidated(string order, AcmeOrderState state, string? address, DateTimeOffset now)
    {
        var marked = state.Authorizations
            .Where(static authorization => authorization.Source?.StartsWith(ExternalAccountRules.SourcePrefix, StringComparison.Ordinal) == true)
            .ToList();
        if (marked.Count == 0)
        {
            return [];
        }

        var detail = Detail.Of(
            ("external_account", marked[0].Source![ExternalAccountRules.SourcePrefix.Length..]),
            ("names", string.Join(' ', marked.Select(static authorization => authorization.Identifier.Value))));
        return [new AuditEntry(now, $"acmeaccount:{state.Account}", address, "acme.authorization.prevalidated", $"acme-order:{order}", detail)];
    }

    private static string Target(string kid) => $"acme-external-account:{kid}";

    private static ExternalAccountRow Row(string kid, ExternalAccountKeyState next)
    {
        var document = ExternalAccountKind.ReadDocument(next.Content);
        return new ExternalAccountRow(kid, document.Server, document.Name, next.Status.ToString().ToLowerInvariant(), next.Version, next.Content)
        {
            CreatedAt = next.CreatedAt,
            CreatedBy = next.CreatedBy,
            ChangedAt = next.ChangedAt,
            ChangedBy = next.ChangedBy,
            KeyChangedAt = next.KeyChangedAt,
        };
    }
}
