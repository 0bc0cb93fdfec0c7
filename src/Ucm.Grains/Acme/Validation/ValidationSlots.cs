using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Validation;

/// <summary>
/// Counts the validations under way on this silo, in all and of each account, and refuses one more than the configured numbers. Safe for any
/// number of threads.
/// </summary>
internal sealed class ValidationSlots(IOptions<AcmeValidationOptions> options)
{
    /// <summary>A validation takes a few seconds, and never longer than its attempts and the pauses between them.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(15);

    private readonly Lock guard = new();
    private readonly Dictionary<string, int> ofAccounts = new(StringComparer.Ordinal);
    private int inAll;

    /// <summary>Null when <paramref name="slot"/> was given, which is to be disposed when the validation has ended.</summary>
    public Refusal? TryTake(string account, out IDisposable? slot)
    {
        slot = null;
        lock (guard)
        {
            var own = ofAccounts.GetValueOrDefault(account);
            if (own >= options.Value.MaximumPerAccount)
            {
                return new Refusal(RefusalCode.RateLimited, $"{own} validations of this account are under way, the most it may have at once.", RetryAfter);
            }

            if (inAll >= options.Value.Maximum)
            {
                return new Refusal(RefusalCode.RateLimited, "Too many validations are under way at once.", RetryAfter);
            }

            ofAccounts[account] = own + 1;
            inAll++;
        }

        slot = new Slot(this, account);
        return null;
    }

    private void GiveBack(string account)
    {
        lock (guard)
        {
            inAll--;
            if (--ofAccounts[account] == 0)
            {
                ofAccounts.Remove(account);
            }
        }
    }

    private sealed class Slot(ValidationSlots slots, string account) : IDisposable
    {
        private int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0)
            {
                slots.GiveBack(account);
            }
        }
    }
}
