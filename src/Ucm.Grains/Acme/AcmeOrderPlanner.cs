using System.Collections.Immutable;
using Ucm.Grains.Acme.Renewal;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>
/// Decides about a new order and makes its first state: 1 the server · 2 the names · 3 the profile and the times · 4 the certificate that is to be
/// replaced · 5 the account may order · 6 further rules · 7 the authorizations. What costs least comes first.
/// </summary>
internal sealed class AcmeOrderPlanner(
    AcmeServers servers,
    AcmeProfileCheck profiles,
    IEnumerable<IAcmeOrderRule> rules,
    AcmeAuthorizations authorizations,
    AcmeReplacements replacements,
    IGrainFactory grains,
    TimeProvider clock)
{
    public async Task<Outcome<AcmeOrderState>> Plan(CreateAcmeOrderCommand command, CancellationToken cancellationToken)
    {
        var found = await servers.Find(command.Server, cancellationToken);
        if (!found.Succeeded)
        {
            return found.Refusal;
        }

        var server = found.Value;
        var refusal = AcmeIdentifiers.TryNormalize(command.Identifiers, server.Identifiers, name => authorizations.CheckProvable(server, name), out var names);
        var profile = refusal is null ? await profiles.Choose(server, command, cancellationToken) : refusal;
        if (!profile.Succeeded)
        {
            return profile.Refusal;
        }

        var replaced = command.Replaces is null ? null : await replacements.Check(command.Replaces, command.Account, names, cancellationToken);
        if (replaced is { Succeeded: false })
        {
            return replaced.Refusal;
        }

        var account = await grains.AcmeAccount(command.Account).AdmitOrder(server.Name, replaced is not null, cancellationToken);
        if ((account.Refusal ?? CheckAccount(server, account.Value!)) is { } unfit)
        {
            return unfit;
        }

        var order = await Make(new AcmeOrderRequest(server, account.Value!, profile.Value, names, command), cancellationToken);
        return order.Succeeded && replaced is not null ? order.Value with { Replaced = replaced.Value!.Key, ReplacedUntil = replaced.Value.NotAfter } : order;
    }

    /// <summary>Null when the account fulfils what the server demands of all that order.</summary>
    public static Refusal? CheckAccount(AcmeServer server, AcmeAccount account)
    {
        if (server.ExternalAccount == ExternalAccountUse.Required && account.ExternalAccount is null)
        {
            return new Refusal(
                RefusalCode.ExternalAccountRequired,
                $"The ACME server {server.Name} only takes orders of accounts that are bound to an external account.");
        }

        return server.TermsOfService is not null && !account.TermsAgreed
            ? new Refusal(
                RefusalCode.UserActionRequired,
                $"The terms of service of the ACME server {server.Name} have to be agreed to: {server.TermsOfService}")
            : null;
    }

    public static DateTimeOffset Seconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    private async Task<Outcome<AcmeOrderState>> Make(AcmeOrderRequest request, CancellationToken cancellationToken)
    {
        foreach (var rule in rules)
        {
            if (await rule.CheckNew(request, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        var now = clock.GetUtcNow();
        var expiresAt = Seconds(now + request.Server.OrderLifetime);
        var (made, unprovable) = await authorizations.Create(request, expiresAt, cancellationToken);
        if (unprovable is not null)
        {
            return unprovable;
        }

        var order = new AcmeOrderState
        {
            Account = request.Account.Id,
            Server = request.Server.Name,
            Profile = request.Profile,
            CreatedAt = now,
            ExpiresAt = FirstEnd(expiresAt, made),
            NotBefore = request.Command.NotBefore,
            NotAfter = request.Command.NotAfter,
            Replaces = request.Command.Replaces,
            Authorizations = made,
        };
        return order.Advance();
    }

    /// <summary>An order ends no later than an authorization that was valid before.</summary>
    private static DateTimeOffset FirstEnd(DateTimeOffset expiresAt, ImmutableArray<AcmeAuthorization> made) =>
        made.Select(static authorization => authorization.ExpiresAt).Append(expiresAt).Min();
}
