using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces;
using Ucm.Storage.Acme;
using Ucm.Storage.Audit;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Acme;

/// <summary>
/// Deletes orders some time after they expired, then accounts that were deactivated or have not been used for long and have no order left;
/// certificates stay. By range over indexed times, a page at a time, and without waking grains. Several silos may do it at once: a state is
/// deleted only as it was read, and each deletion is one commit.
/// A row goes after its states or together with the last of them, so that a crash leaves nothing that the next pass does not find.
/// </summary>
internal sealed class AcmeCleanup(
    IGrainFactory grains, IGrainStates states, IAcmeIndex index, IAuditStore log, IOptions<AcmeOptions> options, TimeProvider clock)
{
    internal const int Page = 200;

    /// <summary>Goes through everything that is due; returns how many orders and accounts were deleted.</summary>
    public async Task<(int Orders, int Accounts)> Clean(CancellationToken cancellationToken)
    {
        var ended = clock.GetUtcNow() - options.Value.Retention;
        var idle = clock.GetUtcNow() - options.Value.IdleAccountRetention;
        var orders = await CleanAll<AcmeOrderRow>(
            (after, token) => index.ListExpiredOrders(ended, after, Page, token), (row, token) => DeleteOrder(row, ended, token), cancellationToken);
        var deactivated = await CleanAll<AcmeAccountRow>(
            (after, token) => index.ListIdleAccounts(ended, ended: true, after, Page, token), DeleteAccount, cancellationToken);
        var unused = await CleanAll<AcmeAccountRow>(
            (after, token) => index.ListIdleAccounts(idle, ended: false, after, Page, token), DeleteAccount, cancellationToken);
        await CleanMarks(cancellationToken);
        return (orders, deactivated + unused);
    }

    /// <summary>Of authorizations that may be used again, and of certificates that were replaced: nobody asks for them once they expired.</summary>
    private async Task CleanMarks(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        while (await index.HasExpiredMarks(now, cancellationToken))
        {
            await log.Append(new CommitCompanion([], []) { Index = [new AcmeExpiredGone(now)] }, cancellationToken);
        }
    }

    private static async Task<int> CleanAll<T>(
        Func<T?, CancellationToken, Task<ImmutableArray<T>>> list, Func<T, CancellationToken, Task<bool>> delete, CancellationToken cancellationToken)
        where T : IndexRow
    {
        var count = 0;
        for (T? after = null; ;)
        {
            var page = await list(after, cancellationToken);
            var deleted = await Task.WhenAll(page.Select(row => delete(row, cancellationToken)));
            count += deleted.Count(static one => one);
            if (page.Length < Page)
            {
                return count;
            }

            after = page[^1];
        }
    }

    private async Task<bool> DeleteOrder(AcmeOrderRow row, DateTimeOffset expiredBefore, CancellationToken cancellationToken)
    {
        var grain = grains.AcmeOrder(row.Id).GetGrainId();
        var gone = new CommitCompanion([], []) { Index = [new AcmeOrderGone(row.Id, row.AccountId, row.CreatedAt)] };
        if (await states.Find<AcmeOrderState>(AcmeOrderState.Name, grain, cancellationToken) is not { } stored)
        {
            return await states.NoteAbsent(AcmeOrderState.Name, grain, gone, cancellationToken);
        }

        return stored.State.ExpiresAt < expiredBefore && await states.Delete(stored, gone, cancellationToken);
    }

    /// <summary>1 the account, with its audit row · 2 its claim of the key, with the row that led here.</summary>
    private async Task<bool> DeleteAccount(AcmeAccountRow row, CancellationToken cancellationToken)
    {
        var stored = await states.Find<AcmeAccountState>(AcmeAccountState.Name, grains.AcmeAccount(row.Id).GetGrainId(), cancellationToken);
        var entry = new AuditEntry(clock.GetUtcNow(), "system:acme-cleanup", null, "acme.account.delete", $"acme-account:{row.Id}");
        if (stored is not null && !await states.Delete(stored, CommitCompanion.Of(entry), cancellationToken))
        {
            return false;
        }

        if (stored?.State.FormerThumbprint is { } former)
        {
            await DeleteClaim(former, row.Id, new CommitCompanion([], []), cancellationToken);
        }

        return await DeleteClaim(row.Thumbprint, row.Id, new CommitCompanion([], []) { Index = [new AcmeAccountGone(row.Id)] }, cancellationToken);
    }

    private async Task<bool> DeleteClaim(string thumbprint, string account, CommitCompanion companion, CancellationToken cancellationToken)
    {
        var grain = grains.AcmeAccountKey(thumbprint).GetGrainId();
        var claim = await states.Find<AcmeAccountKeyState>(AcmeAccountKeyState.Name, grain, cancellationToken);
        if (claim is null)
        {
            return await states.NoteAbsent(AcmeAccountKeyState.Name, grain, companion, cancellationToken);
        }

        // Another account's claim, or none: its own row is what is left of this account.
        return claim.State.Account is null || claim.State.Account == account
            ? await states.Delete(claim, companion, cancellationToken)
            : await states.NoteAbsent(AcmeAccountState.Name, grains.AcmeAccount(account).GetGrainId(), companion, cancellationToken);
    }
}
