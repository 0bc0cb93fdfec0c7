using Ucm.Grains.Acme.Limits;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Acme;

namespace Ucm.Grains.Acme;

/// <summary>
/// How much one account, or one client address, may add: new accounts and new orders over time, and open orders at once. Says with each refusal
/// when to come back.
/// </summary>
internal sealed class AcmeAdmission(AcmeServers servers, AcmeLimits limits, IAcmeIndex index, TimeProvider clock)
{
    /// <summary>Open orders end as they are finalized, fail or expire, which nobody can tell beforehand.</summary>
    private static readonly TimeSpan OrdersEnd = TimeSpan.FromMinutes(5);

    /// <summary>Null when the address may have another account.</summary>
    public ValueTask<Refusal?> AdmitAccount(AcmeServer server, string? address, CancellationToken cancellationToken) =>
        limits.TakeAccount(server, address, cancellationToken);

    /// <summary>Null when the account may change its key once more. Also while its server is disabled: a key that may be known to others must go.</summary>
    public async Task<Refusal?> AdmitKeyChange(string? server, string account, CancellationToken cancellationToken) =>
        await servers.Find(server, cancellationToken) is { Succeeded: true, Value: var found }
            ? await limits.TakeKeyChange(found, account, cancellationToken)
            : null;

    /// <summary>Decides about one more order of an account, and says how many of it are open then.</summary>
    /// <param name="replaces">It replaces a certificate: renewals are not limited over time (RFC 9773 §5).</param>
    /// <param name="open">
    /// What the last call said; null counts them. Never too low, because orders that ended meanwhile are still in it: they are counted again
    /// only when it reaches the maximum.
    /// </param>
    public async Task<(Refusal? Refusal, int Open)> AdmitOrder(string server, string account, int? open, bool replaces, CancellationToken cancellationToken)
    {
        var found = await servers.Find(server, cancellationToken);
        if (!found.Succeeded)
        {
            return (found.Refusal, open ?? 0);
        }

        var maximum = found.Value.Limits.OpenOrdersPerAccount is > 0 and var limit ? limit : int.MaxValue;
        var current = maximum == int.MaxValue
            ? open ?? 0
            : open is { } known && known < maximum
                ? known
                : await index.CountOpenOrders(account, clock.GetUtcNow(), maximum, cancellationToken);
        if (current >= maximum)
        {
            var detail = $"The account has {maximum} open orders, the most it may have: finish them, or wait until they expire.";
            return (new Refusal(RefusalCode.RateLimited, detail, OrdersEnd), current);
        }

        var refusal = replaces ? null : await limits.TakeOrder(found.Value, account, cancellationToken);
        return refusal is null ? (null, current + 1) : (refusal, current);
    }
}
