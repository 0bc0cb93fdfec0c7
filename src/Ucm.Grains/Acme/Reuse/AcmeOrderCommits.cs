using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.ExternalAccounts;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Acme.Reuse;

/// <summary>
/// What is written in the commit of an order's change: the audit row, the row of the lists, and what the change means for other orders:
/// authorizations that became valid and may be used again, those that were given up, and the certificate that was replaced.
/// </summary>
internal sealed class AcmeOrderCommits(AcmeServers servers, IOptions<AcmeOptions> options, TimeProvider clock)
{
    /// <summary>How long an authorization that is proved now may be used again; null on a server that does not reuse any.</summary>
    public async ValueTask<TimeSpan?> LifetimeOf(AcmeOrderState order, CancellationToken cancellationToken)
    {
        var server = await servers.Find(order.Server, cancellationToken);
        return server is { Succeeded: true, Value.AuthorizationReuse: true } ? server.Value.AuthorizationLifetime : null;
    }

    /// <param name="cause">What was done, and the address of the client that asked for it.</param>
    /// <param name="reuses">Whether an authorization that became valid may be used again.</param>
    public CommitCompanion Of(string id, AcmeOrderState before, AcmeOrderState next, (string Action, string? Address) cause, bool reuses)
    {
        var entry = new AuditEntry(clock.GetUtcNow(), $"acmeaccount:{next.Account}", cause.Address, cause.Action, $"acme-order:{id}");
        var status = next.IsAuthorization && next.Status == AcmeOrderStatus.Ready ? "valid" : next.Status.ToString().ToLowerInvariant();
        var row = new AcmeOrderRow(id, next.Account, status, next.CreatedAt, next.ExpiresAt)
        {
            Server = next.Server ?? AcmeServer.Default,
            Profile = next.Profile,
            Names = string.Join(' ', next.Authorizations.Select(static authorization => authorization.Identifier.Value)),
            IsAuthorization = next.IsAuthorization,
        };
        var marks = before.Authorizations.IsEmpty ? ExternalAccountAudit.Prevalidated(id, next, cause.Address, clock.GetUtcNow()) : [];
        return new CommitCompanion([entry, .. marks], []) { Index = [row, .. Marks(id, before, next, reuses)] };
    }

    private ImmutableArray<IndexRow> Marks(string id, AcmeOrderState before, AcmeOrderState next, bool reuses)
    {
        var rows = ImmutableArray.CreateBuilder<IndexRow>();
        var server = next.Server ?? AcmeServer.Default;
        for (var i = 0; i < next.Authorizations.Length && i < before.Authorizations.Length; i++)
        {
            var (was, now) = (before.Authorizations[i].Status, next.Authorizations[i]);
            if (reuses && was == AcmeAuthorizationStatus.Pending && now.Status == AcmeAuthorizationStatus.Valid)
            {
                rows.Add(
                    new AcmeAuthorizationRow(next.Account, server, now.Identifier, id, i, Earlier(now.ExpiresAt, next.ExpiresAt + options.Value.Retention)));
            }
            else if (was == AcmeAuthorizationStatus.Valid && now.Status == AcmeAuthorizationStatus.Deactivated)
            {
                rows.Add(new AcmeAuthorizationGone(next.Account, server, now.Identifier, id));
            }
        }

        if (before.Status != AcmeOrderStatus.Valid && next is { Status: AcmeOrderStatus.Valid, Replaced: { } replaced, ReplacedUntil: { } until })
        {
            rows.Add(new AcmeReplacementRow(replaced, id, until));
        }

        return rows.ToImmutable();
    }

    /// <summary>Orders are deleted some time after they expired, and their authorizations with them.</summary>
    private static DateTimeOffset Earlier(DateTimeOffset first, DateTimeOffset second) => first < second ? first : second;
}
