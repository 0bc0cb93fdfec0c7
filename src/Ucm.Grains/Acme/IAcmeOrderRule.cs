using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>Something else that an order must fulfil. A new rule is a class of these, registered in <see cref="AcmeModule"/>.</summary>
internal interface IAcmeOrderRule
{
    /// <summary>Null when the order may be made. Asked once everything of <paramref name="request"/> is decided.</summary>
    ValueTask<Refusal?> CheckNew(AcmeOrderRequest request, CancellationToken cancellationToken);

    /// <summary>Null when the order may be issued: what was true when it was made may have ended.</summary>
    /// <param name="order">As it is now: ready.</param>
    ValueTask<Refusal?> CheckFinal(AcmeOrderState order, AcmeServer server, AcmeAccount account, CancellationToken cancellationToken);
}
