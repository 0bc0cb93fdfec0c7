using System.Collections.Immutable;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity.Access;

/// <summary>
/// Keeps the names of the administrators in one row. A name leaves the row before its user stops being an administrator and joins it after he became one, so
/// the row never names more than there are, and its version decides between two activations.
/// </summary>
internal sealed class AdministratorsGrain(
    [PersistentState(AdministratorsState.Name, GrainStorageNames.Audited)] IPersistentState<AdministratorsState> state,
    AuthoritySnapshots snapshots,
    TimeProvider clock) : Grain, IAdministratorsGrain
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async Task<Outcome<Administrators>> Join(UserName user, CancellationToken cancellationToken)
    {
        var known = await Known(cancellationToken);
        return known.Succeeded
            ? await Keep([.. known.Value.Names.Append(user.Value).Distinct(StringComparer.Ordinal)], "join", user, cancellationToken)
            : known;
    }

    public async Task<Outcome<Administrators>> Leave(UserName user, CancellationToken cancellationToken)
    {
        var known = await Known(cancellationToken);
        if (!known.Succeeded)
        {
            return known;
        }

        var rest = known.Value.Names.Remove(user.Value);
        return rest.IsEmpty
            ? new Refusal(RefusalCode.Conflict, $"{user} is the last administrator: give another local user the role {Roles.Admin} first.")
            : await Keep(rest, "leave", user, cancellationToken);
    }

    /// <summary>The row, but without whom the list of users does not show as an administrator; all of the list while there is no row.</summary>
    private async Task<Outcome<Administrators>> Known(CancellationToken cancellationToken)
    {
        var view = await snapshots.ConfirmLatest(cancellationToken);
        if (!view.Succeeded)
        {
            return Refusals.Unavailable(RetryAfter);
        }

        var present = Present(view.Value.Objects);
        return new Administrators(state.RecordExists ? [.. state.State.Names.Where(present.Contains)] : [.. present]);
    }

    private static ImmutableHashSet<string> Present(ObjectSet objects) => objects.List(UserKind.KindName)
        .Where(static entry => UserKind.IsAdministrator(entry.Object.Status, entry.Read<Interfaces.Documents.UserDocument>()))
        .Select(static entry => entry.Object.Key.Name)
        .ToImmutableHashSet(StringComparer.Ordinal);

    private async Task<Outcome<Administrators>> Keep(ImmutableArray<string> names, string action, UserName user, CancellationToken cancellationToken)
    {
        if (!state.RecordExists || !names.SequenceEqual(state.State.Names))
        {
            var entry = new AuditEntry(clock.GetUtcNow(), Caller.System("identity").ToString(), null, $"administrators.{action}", $"user:{user}");
            await state.Commit(new AdministratorsState(names), CommitCompanion.Of(entry), cancellationToken);
        }

        return new Administrators(names);
    }
}
