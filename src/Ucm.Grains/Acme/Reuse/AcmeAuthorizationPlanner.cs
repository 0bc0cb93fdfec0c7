using System.Collections.Immutable;
using Ucm.Grains.Acme.ExternalAccounts;
using Ucm.Grains.Acme.Limits;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Reuse;

/// <summary>
/// Decides about an authorization without an order (RFC 8555 §7.4.1): 1 the server reuses authorizations · 2 the name, which is no wildcard: the
/// authorization would be for the wildcard itself · 3 the account, and its external account, may have it, as they may an order · 4 its challenges.
/// Everything else is decided when an order uses it.
/// </summary>
internal sealed class AcmeAuthorizationPlanner(
    AcmeServers servers, AcmeAuthorizations authorizations, ExternalAccountRules external, AcmeLimits limits, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Refusals: NotFound, and those of an order.</summary>
    public async Task<Outcome<AcmeOrderState>> Plan(CreateAcmeAuthorizationCommand command, CancellationToken cancellationToken)
    {
        var found = await servers.Find(command.Server, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Refusal;
        }

        var server = found.Value;
        if (!server.AuthorizationReuse)
        {
            return new Refusal(RefusalCode.NotFound, $"The ACME server {server.Name} makes authorizations with orders only.");
        }

        if (AcmeIdentifiers.TryNormalize([command.Identifier], server.Identifiers, name => CheckName(server, name), out var names) is { } refusal)
        {
            return refusal;
        }

        var account = await grains.AcmeAccount(command.Account).AdmitOrder(server.Name, replaces: false, cancellationToken);
        var unfit = account.Refusal
            ?? AcmeOrderPlanner.CheckAccount(server, account.Value!)
            ?? await limits.CheckFailures(server, command.Account, names[0], cancellationToken);
        return unfit is not null ? unfit : await Make(server, account.Value!, names, command, cancellationToken);
    }

    private async Task<Outcome<AcmeOrderState>> Make(
        AcmeServer server, AcmeAccount account, ImmutableArray<SubjectName> names, CreateAcmeAuthorizationCommand command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var order = new CreateAcmeOrderCommand(account.Id, string.Empty, [command.Identifier], null, null, command.Address) { Server = command.Server };
        var request = new AcmeOrderRequest(server, account, string.Empty, names, order);
        if (await external.CheckNew(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (made, unprovable) = await authorizations.Create(request, AcmeOrderPlanner.Seconds(now + server.OrderLifetime), cancellationToken);
        if (unprovable is not null)
        {
            return unprovable;
        }

        return new AcmeOrderState
        {
            IsAuthorization = true,
            Account = account.Id,
            Server = server.Name,
            CreatedAt = now,
            ExpiresAt = made[0].ExpiresAt,
            Authorizations = made,
        }.Advance();
    }

    private NamedRefusal? CheckName(AcmeServer server, SubjectName name) => name.Value[0] == '*'
        ? new NamedRefusal(name.Value, RefusalCode.RejectedIdentifier, "A wildcard is authorized with its order only (RFC 8555 §7.4.1).")
        : authorizations.CheckProvable(server, name);
}
