using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Storage.Acme;

/// <summary>The tables <c>acme_accounts</c> and <c>acme_orders</c> as administrators list them, newest first.</summary>
public interface IAcmeLists
{
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    Task<AcmeAccountList> ListAccounts(AcmeListQuery query, CancellationToken cancellationToken);

    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    Task<AcmeOrderList> ListOrders(AcmeListQuery query, CancellationToken cancellationToken);
}
