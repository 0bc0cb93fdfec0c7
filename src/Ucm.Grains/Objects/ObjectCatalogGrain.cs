using Orleans.Concurrency;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;

namespace Ucm.Grains.Objects;

/// <summary>Answers from this silo's view, read anew for each list so that an object just made elsewhere is in it; holds nothing.</summary>
[StatelessWorker]
internal sealed class ObjectCatalogGrain(ObjectKinds kinds, AuthoritySnapshots snapshots) : Grain, IObjectCatalogGrain
{
    private const int MaxTake = 500;

    public async Task<Outcome<ObjectPage>> List(ListObjectsQuery query, CancellationToken cancellationToken)
    {
        if (kinds.Find(query.Kind) is not { } kind)
        {
            return ObjectRefusals.NoSuchKind;
        }

        if (!query.Caller.May(kind.ReadPermission))
        {
            return Refusals.Forbidden(kind.ReadPermission);
        }

        var view = await snapshots.ConfirmLatest(cancellationToken);
        if (!view.Succeeded)
        {
            return view.Refusal;
        }

        var take = Math.Clamp(query.Take, 1, MaxTake);
        AdministeredObject[] page = [.. view.Value.Objects.List(query.Kind).Select(static entry => entry.Object).Where(known => IsAsked(known, query)).Take(take + 1)];
        return new ObjectPage([.. page.Take(take)], page.Length > take ? page[take - 1].Key.Name : null);
    }

    private static bool IsAsked(AdministeredObject known, ListObjectsQuery query) =>
        (query.After is null || string.CompareOrdinal(known.Key.Name, query.After) > 0)
        && (query.Status is null || known.Status == query.Status)
        && (query.Text is null
            || known.Key.Name.Contains(query.Text, StringComparison.OrdinalIgnoreCase)
            || known.Content.Contains(query.Text, StringComparison.OrdinalIgnoreCase));
}
