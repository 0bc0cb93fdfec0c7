using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Acme;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>Lists external account keys out of the read model; holds nothing.</summary>
[StatelessWorker]
internal sealed class ExternalAccountCatalogGrain(IExternalAccountIndex index) : Grain, IExternalAccountCatalogGrain
{
    private const int MaxTake = 500;
    private const int MaxText = 200;

    public async Task<Outcome<ExternalAccountKeyPage>> List(ListExternalAccountKeysQuery query, CancellationToken cancellationToken)
    {
        if (!query.Caller.May(Permission.AcmeRead))
        {
            return Refusals.Forbidden(Permission.AcmeRead);
        }

        if (query.Take is < 1 or > MaxTake || query.Text?.Length > MaxText || query.Server?.Length > MaxText
            || query.Cursor is { } cursor && !AcmeIds.IsId(cursor))
        {
            return new Refusal(
                RefusalCode.Malformed,
                $"A page has 1 to {MaxTake} keys, a text at most {MaxText} characters, and a cursor is the next of the page before.");
        }

        var filter = new ExternalAccountFilter(query.Server, query.Status?.ToString().ToLowerInvariant(), query.Text, query.Cursor);
        var rows = await index.List(filter, query.Take + 1, cancellationToken);
        return new ExternalAccountKeyPage([.. rows.Take(query.Take).Select(Present)], rows.Length > query.Take ? rows[query.Take - 1].Row.Kid : null);
    }

    private static ExternalAccountKey Present(ListedExternalAccount listed) => new(
        listed.Row.Kid,
        listed.Row.Version,
        Enum.Parse<ExternalAccountKeyStatus>(listed.Row.Status, ignoreCase: true),
        listed.Row.Content,
        listed.Accounts,
        listed.Row.CreatedAt,
        listed.Row.CreatedBy,
        listed.Row.ChangedAt,
        listed.Row.ChangedBy,
        listed.Row.KeyChangedAt);
}
