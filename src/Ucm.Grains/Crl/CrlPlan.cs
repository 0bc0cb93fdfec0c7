using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>A CRL that is to be made.</summary>
/// <param name="By">Who wants it, for the audit.</param>
internal sealed record CrlOrder(AuthoritySnapshot Authority, CrlScope Scope, CrlKind Kind, Caller By);

/// <summary>What the database said before its entries were read.</summary>
/// <param name="Number">The next of the scope.</param>
/// <param name="Previous">The full CRL in force: the one to follow, or for a delta its base.</param>
/// <param name="Sequence">The last revocation that is sure to be covered.</param>
internal sealed record CrlPlan(CrlOrder Order, long Number, CrlRow? Previous, long Sequence, DateTimeOffset ThisUpdate)
{
    public CrlPolicy Policy => Order.Authority.Crl;

    public DateTimeOffset NextUpdate => ThisUpdate + (Order.Kind == CrlKind.Delta ? 2 * Policy.DeltaInterval!.Value : Policy.Lifetime);

    public DateTimeOffset KeepFrom => CrlTiming.KeepFrom(Previous, Policy, ThisUpdate);
}
