using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Acme;

namespace Ucm.Grains.Acme;

/// <summary>Reads the tables; holds nothing.</summary>
[StatelessWorker]
internal sealed class AcmeSearchGrain(IAcmeLists lists) : Grain, IAcmeSearchGrain
{
    private const int MaxPage = 500;

    public Task<Outcome<AcmeAccountList>> ListAccounts(AcmeListQuery query, Caller caller, CancellationToken cancellationToken) =>
        Read(query, caller, () => lists.ListAccounts(query, cancellationToken));

    public Task<Outcome<AcmeOrderList>> ListOrders(AcmeListQuery query, Caller caller, CancellationToken cancellationToken) =>
        Read(query, caller, () => lists.ListOrders(query, cancellationToken));

    private static async Task<Outcome<T>> Read<T>(AcmeListQuery query, Caller caller, Func<Task<T>> list)
        where T : class
    {
        if (!caller.May(Permission.AcmeRead))
        {
            return Refusals.Forbidden(Permission.AcmeRead);
        }

        if (query.Take is < 1 or > MaxPage)
        {
            return new Refusal(RefusalCode.Malformed, $"A page has 1 to {MaxPage} entries.");
        }

        try
        {
            return await list();
        }
        catch (FormatException)
        {
            return new Refusal(RefusalCode.Malformed, "The cursor is not one of ours.");
        }
    }
}
