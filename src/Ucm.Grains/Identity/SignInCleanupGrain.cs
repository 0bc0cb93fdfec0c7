using Microsoft.Extensions.Logging;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity;

/// <summary>
/// Goes through all sessions and token families by key, a page a call, and rests for an hour after the last one. What is gone is refused as what has expired, so nothing that was
/// denied is allowed by it; a second activation would at worst look at the same pages, for a state is deleted only as it was read.
/// </summary>
internal sealed partial class SignInCleanupGrain(IGrainStates states, TimeProvider clock, ILogger<SignInCleanupGrain> log) : Grain, ISignInCleanupGrain
{
    /// <summary>After its end, until no activation can hold it any more.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);
    internal const int Page = 500;

    private DateTimeOffset restUntil;
    private bool atTokens;
    private string? after;

    public async Task<bool> CleanSome(CancellationToken cancellationToken)
    {
        if (clock.GetUtcNow() < restUntil)
        {
            return false;
        }

        after = atTokens
            ? await Clean<RefreshTokenState>(RefreshTokenState.Name, static family => family.ExpiresAt, static _ => null, cancellationToken)
            : await Clean<SessionState>(SessionState.Name, static session => session.ExpiresAt, static id => new SessionGone(id), cancellationToken);
        if (after is not null)
        {
            return true;
        }

        atTokens = !atTokens;
        restUntil = atTokens ? restUntil : clock.GetUtcNow() + Rest;
        return atTokens;
    }

    /// <summary>The key to go on from, or null after the last page.</summary>
    /// <param name="rowOf">What goes with the state of an id.</param>
    private async Task<string?> Clean<T>(string name, Func<T, DateTimeOffset> expiresAt, Func<string, IndexRow?> rowOf, CancellationToken cancellationToken)
    {
        var page = await states.List<T>(name, after, Page, cancellationToken);
        var limit = clock.GetUtcNow() - Grace;
        var deleted = await Task.WhenAll(page.Where(one => expiresAt(one.State) < limit).Select(one => Delete(one, rowOf(IdOf(one.Key)), cancellationToken)));
        if (deleted.Length > 0)
        {
            LogDeleted(deleted.Count(static one => one), name);
        }

        return page.Count < Page ? null : page[^1].Key;
    }

    private Task<bool> Delete<T>(StoredGrainState<T> stored, IndexRow? row, CancellationToken cancellationToken) =>
        row is null ? states.Delete(stored, cancellationToken) : states.Delete(stored, CommitCompanion.Of(row), cancellationToken);

    /// <summary>A row's key ends in the grain's key, such as <c>session:{id}</c>; an id has no colon.</summary>
    private static string IdOf(string key) => key[(key.LastIndexOf(':') + 1)..];

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} states {Name} that expired were deleted.")]
    private partial void LogDeleted(int count, string name);
}
