using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>How many answers are being signed for one client each. Signing is the dearest thing a stranger can ask for, so the number is bounded.</summary>
internal sealed class OcspLiveQueue(IOptions<OcspCacheOptions> options)
{
    private readonly int limit = options.Value.LiveInFlight;
    private int inFlight;

    /// <summary>True when there was room; then <see cref="Leave"/> must follow.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref inFlight) <= limit)
        {
            return true;
        }

        Interlocked.Decrement(ref inFlight);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref inFlight);
}
