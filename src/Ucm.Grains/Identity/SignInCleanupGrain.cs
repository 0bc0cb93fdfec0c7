using Microsoft.Extensions.Logging;
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
            ? await Clean<RefreshTokenState>(RefreshTokenState.Name, static family => family.ExpiresAt, cancellationToken)
            : await Clean<SessionState>(SessionState.Name, static session => session.ExpiresAt, cancellationToken);
        if (after is not null)
        {
            return true;
        }

        atTokens = !atTokens;
        restUntil = atTokens ? restUntil : clock.GetUtcNow() + Rest;
        return atTokens;
    }

    /// <summary>The key to go on from, or null after the last page.</summary>
    private async Task<string?> Clean<T>(string name, Func<T, DateTimeOffset> expiresAt, CancellationToken cancellationToken)
    {
        var page = await states.List<T>(name, after, Page, cancellationToken);
        var limit = clock.GetUtcNow() - Grace;
        var deleted = await Task.WhenAll(page.Where(one => expiresAt(one.State) < limit).Select(one => states.Delete(one, cancellationToken)));
        if (deleted.Length > 0)
        {
            LogDeleted(deleted.Count(static one => one), name);
        }

        return page.Count < Page ? null : page[^1].Key;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} states {Name} that expired were deleted.")]
    private partial void LogDeleted(int count, string name);
}
