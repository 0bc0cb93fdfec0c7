using System.Collections.Immutable;
using Ucm.Grains.Cluster;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Objects;

namespace Ucm.Grains.Authorities;

/// <summary>
/// This silo's view of the authorities, of what administrators name beside them, and of its own membership, never older than a second: a change reaches every node within it, and a node that cannot confirm its
/// view, or has been put out of the cluster, refuses (law 8). Asks the database when somebody needs the view and it is older than half a second; callers share one query.
/// </summary>
internal sealed class AuthoritySnapshots(IAuthorityIndex index, IObjectStore objects, ObjectKinds kinds, SiloStanding standing, PublicUrls urls, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private AuthorityView? view;

    // Kept when the view is forgotten: what changed after it is all that is read again.
    private ObjectSet? known;
    private Task<AuthorityView>? query;
    private int epoch;

    /// <summary>Refusals: NotFound, AuthorityUnavailable when the view could not be confirmed.</summary>
    public async ValueTask<Outcome<IssuerContext>> Confirm(AuthorityId id, CancellationToken cancellationToken)
    {
        var current = await Current(cancellationToken);
        if (current is not null && !current.Issuers.ContainsKey(id))
        {
            // Another silo may have made it a moment ago.
            current = await TryRefresh(cancellationToken) ?? current;
        }

        return current switch
        {
            null => Refusals.NotConfirmed(),
            { IsMember: false } => Refusals.NotAMember(),
            _ => current.Issuers.TryGetValue(id, out var issuer) ? issuer : Refusals.NoSuchAuthority(),
        };
    }

    /// <summary>The whole view. Refusals: AuthorityUnavailable when it could not be confirmed.</summary>
    public async ValueTask<Outcome<AuthorityView>> ConfirmAll(CancellationToken cancellationToken) => Answer(await Current(cancellationToken));

    /// <summary>
    /// The whole view, read after this call began: what was changed on another silo before is in it. For what administrators ask; issuance never does.
    /// Refusals: AuthorityUnavailable when it could not be read.
    /// </summary>
    public async ValueTask<Outcome<AuthorityView>> ConfirmLatest(CancellationToken cancellationToken)
    {
        var asked = clock.GetTimestamp();
        var current = await TryRefresh(cancellationToken);
        if (current is not null && current.AskedAt < asked)
        {
            // Others had begun that query before; it has ended, so this begins another.
            current = await TryRefresh(cancellationToken);
        }

        // When the database does not answer there is only the view of before, and that is not what was asked for.
        return Answer(current?.AskedAt >= asked ? current : null);
    }

    /// <summary>One object of an administrator's, null for none. Refusals: AuthorityUnavailable when the view could not be confirmed.</summary>
    public async ValueTask<(ObjectEntry? Entry, Refusal? Refusal)> Confirm(ObjectKey key, CancellationToken cancellationToken)
    {
        var current = await Current(cancellationToken);
        if (current is not null && current.Objects.Find(key) is null)
        {
            // Another silo may have made it a moment ago.
            current = await TryRefresh(cancellationToken) ?? current;
        }

        return current switch
        {
            null => (null, Refusals.NotConfirmed()),
            { IsMember: false } => (null, Refusals.NotAMember()),
            _ => (current.Objects.Find(key), null),
        };
    }

    /// <summary>Null when this silo has been a member of the cluster within the last second; else AuthorityUnavailable.</summary>
    public async ValueTask<Refusal?> ConfirmMembership(CancellationToken cancellationToken) => (await ConfirmAll(cancellationToken)).Refusal;

    /// <summary>
    /// The version that this silo saw last, zero for none. Never waits, for those who answer while nothing can be confirmed; what is old is looked at again behind the answer.
    /// </summary>
    public long VersionSeen(AuthorityId id)
    {
        var last = Volatile.Read(ref view);
        if (last is null || !IsWithin(last, Fresh))
        {
            Shared().Ignore();
        }

        return last is not null && last.Issuers.TryGetValue(id, out var issuer) ? issuer.Snapshot?.Version ?? 0 : 0;
    }

    /// <exception cref="StorageUnavailableException">The view could not be confirmed.</exception>
    public async ValueTask<AuthorityCatalog> List(CancellationToken cancellationToken) =>
        (await Current(cancellationToken))?.Catalog ?? throw new StorageUnavailableException("The authorities could not be read.");

    /// <summary>Forgets the view, because this silo has just changed an authority.</summary>
    public void Invalidate()
    {
        lock (gate)
        {
            (view, query) = (null, null);
            epoch++;
        }
    }

    private static Outcome<AuthorityView> Answer(AuthorityView? current) => current switch
    {
        null => Refusals.NotConfirmed(),
        { IsMember: false } => Refusals.NotAMember(),
        _ => current,
    };

    private async ValueTask<AuthorityView?> Current(CancellationToken cancellationToken)
    {
        var current = Volatile.Read(ref view);
        return current is not null && IsWithin(current, Fresh) ? current : await TryRefresh(cancellationToken);
    }

    /// <summary>A new view; the old one when the database does not answer and it is still within the limit; otherwise null.</summary>
    private async Task<AuthorityView?> TryRefresh(CancellationToken cancellationToken)
    {
        try
        {
            var next = await Shared().WaitAsync(Limit, clock, cancellationToken);

            // A query that others began may have been under way for longer than its answer is worth; it has ended, so this begins another.
            return IsWithin(next, Limit) ? next : Within(await Shared().WaitAsync(Limit, clock, cancellationToken));
        }
        catch (Exception fault) when (fault is StorageUnavailableException or TimeoutException)
        {
            return Within(Volatile.Read(ref view));
        }
    }

    private AuthorityView? Within(AuthorityView? candidate) => candidate is not null && IsWithin(candidate, Limit) ? candidate : null;

    private Task<AuthorityView> Shared()
    {
        lock (gate)
        {
            if (query is not { IsCompleted: false })
            {
                // The query belongs to all who wait for it, so no single caller's cancellation ends it.
                var begunIn = epoch;
                query = Task.Run(() => Query(begunIn), CancellationToken.None);
            }

            return query;
        }
    }

    private async Task<AuthorityView> Query(int begunIn)
    {
        var askedAt = clock.GetTimestamp();
        var membership = standing.IsMember();
        var previous = Volatile.Read(ref known) ?? kinds.BuiltIn;
        var changes = objects.ListChanges(previous.Change, CancellationToken.None);
        var catalog = await index.List(CancellationToken.None);
        var next = new AuthorityView(catalog, Parse(catalog.Authorities, Volatile.Read(ref view)), previous.With(await changes, kinds), await membership, askedAt);
        Volatile.Write(ref known, next.Objects);
        lock (gate)
        {
            // A query begun before an invalidation must not bring the old view back.
            if (begunIn == epoch)
            {
                view = next;
            }
        }

        return next;
    }

    private Dictionary<AuthorityId, IssuerContext> Parse(ImmutableArray<AuthoritySnapshot> snapshots, AuthorityView? previous)
    {
        var issuers = new Dictionary<AuthorityId, IssuerContext>(snapshots.Length);
        foreach (var snapshot in snapshots)
        {
            IssuerContext? known = null;
            previous?.Issuers.TryGetValue(snapshot.Id, out known);
            issuers[snapshot.Id] = known?.Snapshot?.Version == snapshot.Version ? known : IssuerContext.Of(snapshot, urls);
        }

        return issuers;
    }

    private bool IsWithin(AuthorityView candidate, TimeSpan limit) => clock.GetElapsedTime(candidate.AskedAt) <= limit;
}
