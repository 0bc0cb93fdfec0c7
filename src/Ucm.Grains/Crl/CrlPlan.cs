using System.Numerics;
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
/// <param name="Last">The last CRL of the scope, full or delta.</param>
/// <param name="At">Now.</param>
internal sealed record CrlPlan(CrlOrder Order, long Number, CrlRow? Previous, long Sequence, LastOfScope Last, DateTimeOffset At)
{
    /// <summary>thisUpdate if nothing newer is listed (<see cref="CrlTimes"/>).</summary>
    public DateTimeOffset ThisUpdate { get; init; } = CrlTimes.ThisUpdate(Order.Authority.Crl, At, null, Last.ThisUpdate);

    public CrlPolicy Policy => Order.Authority.Crl;

    public DateTimeOffset NextUpdate => At + (Order.Kind == CrlKind.Delta ? 2 * Policy.DeltaInterval!.Value : Policy.Lifetime);

    public DateTimeOffset KeepFrom => CrlTiming.KeepFrom(Previous, Policy, At);

    /// <summary>Written into the CRL.</summary>
    public BigInteger PrintedNumber => Policy.Offset + Number;

    /// <summary>With what its entries say.</summary>
    /// <param name="newest">The newest revocation that is listed.</param>
    public CrlPlan Listing(DateTimeOffset? newest) => this with { ThisUpdate = CrlTimes.ThisUpdate(Policy, At, newest, Last.ThisUpdate) };
}

/// <summary>The last CRL of a scope, of either kind.</summary>
/// <param name="Number">0 when there is none.</param>
internal readonly record struct LastOfScope(long Number, DateTimeOffset? ThisUpdate);
