using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Limits;

/// <summary>
/// The limits on orders beside those of the account: of names that keep failing, of an external account key, and of registered names. Those about
/// numbers of orders do not count an order that replaces a certificate (RFC 9773 §5): the rule of <c>replaces</c> refuses one that does so without
/// right.
/// </summary>
internal sealed class AcmeOrderLimits(AcmeLimits limits) : IAcmeOrderRule
{
    public async ValueTask<Refusal?> CheckNew(AcmeOrderRequest request, CancellationToken cancellationToken) =>
        await CheckFailures(request, cancellationToken)
        ?? (request.Command.Replaces is null ? await CheckNumbers(request, cancellationToken) : null);

    public ValueTask<Refusal?> CheckFinal(AcmeOrderState order, AcmeServer server, AcmeAccount account, CancellationToken cancellationToken) => default;

    private async ValueTask<Refusal?> CheckFailures(AcmeOrderRequest request, CancellationToken cancellationToken)
    {
        foreach (var name in request.Names)
        {
            if (await limits.CheckFailures(request.Server, request.Account.Id, name, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private async ValueTask<Refusal?> CheckNumbers(AcmeOrderRequest request, CancellationToken cancellationToken)
    {
        if (request.Account.ExternalAccount is { } kid && await limits.TakeExternalAccount(request.Server, kid, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        foreach (var registered in RegisteredNames.Of(request.Names))
        {
            if (await limits.TakeRegisteredName(request.Server, registered, cancellationToken) is { } full)
            {
                return full;
            }
        }

        return null;
    }
}
