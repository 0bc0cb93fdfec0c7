using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Reuse;

/// <summary>An authorization that is used again must still be valid when the order is finalized: its account may have given it up (RFC 8555 §7.5.2).</summary>
internal sealed class ReuseRule(AuthorizationSources sources) : IAcmeOrderRule
{
    public ValueTask<Refusal?> CheckNew(AcmeOrderRequest request, CancellationToken cancellationToken) => default;

    public async ValueTask<Refusal?> CheckFinal(AcmeOrderState order, AcmeServer server, AcmeAccount account, CancellationToken cancellationToken)
    {
        foreach (var authorization in order.Authorizations.Where(static authorization => AuthorizationSources.IsOrder(authorization.Source)))
        {
            if (await sources.Find(order.Account, authorization.Source!, cancellationToken) is null)
            {
                return new Refusal(
                    RefusalCode.Forbidden,
                    $"The earlier authorization for {authorization.Identifier.Value} was given up or has expired. Make a new order.");
            }
        }

        return null;
    }
}
