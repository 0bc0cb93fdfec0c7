using Orleans.Concurrency;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.Tokens;

/// <summary>Answers from this silo's view, read anew for each list; holds nothing.</summary>
[StatelessWorker]
internal sealed class ApiTokenCatalogGrain(AuthoritySnapshots snapshots) : Grain, IApiTokenCatalogGrain
{
    private const int MaxTake = 500;

    public async Task<Outcome<ObjectPage>> List(ListApiTokensQuery query, CancellationToken cancellationToken)
    {
        var isOwn = query.Caller.Kind == CallerKind.User && query.User == query.Caller.Name;
        if (!isOwn && !query.Caller.May(Permission.UsersRead))
        {
            return IdentityRefusals.Forbidden(Permission.UsersRead);
        }

        var view = await snapshots.ConfirmLatest(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        var take = Math.Clamp(query.Take, 1, MaxTake);
        AdministeredObject[] page =
        [
            .. view.Value.Objects.List(TokenKind.KindName)
                .Where(entry => query.After is null || string.CompareOrdinal(entry.Object.Key.Name, query.After) > 0)
                .Where(entry => query.User is null || entry.Read<TokenDocument>().User == query.User)
                .Select(static entry => entry.Object)
                .Take(take + 1),
        ];
        return new ObjectPage([.. page.Take(take)], page.Length > take ? page[take - 1].Key.Name : null);
    }
}
