using System.Collections.Immutable;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Acme;

/// <summary>Reads the table <c>acme_orders</c>, which <see cref="AcmeOrderRow"/> fills in the transaction that changes an order's state.</summary>
public interface IAcmeIndex
{
    /// <summary>The orders of one account that have not expired, newest first, after <paramref name="cursor"/> (an order's id), at most <paramref name="take"/>.</summary>
    Task<ImmutableArray<AcmeOrderRow>> ListOrders(string account, DateTimeOffset now, string? cursor, int take, CancellationToken cancellationToken);
}
