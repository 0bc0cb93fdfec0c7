using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Crl;

/// <summary>
/// thisUpdate of a CRL (RFC 5280 §5.1.2.4): the later of now less the backdating, for clients whose clocks are behind, and the newest revocation that
/// is listed. It grows with the number, by a second at least, full and delta CRLs alike: two CRLs of one scope with the same time would have to have
/// the same number (§5.2.4).
/// </summary>
internal static class CrlTimes
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <param name="newest">The newest revocation that is listed.</param>
    /// <param name="last">thisUpdate of the CRL before, full or delta.</param>
    public static DateTimeOffset ThisUpdate(CrlPolicy policy, DateTimeOffset now, DateTimeOffset? newest, DateTimeOffset? last)
    {
        var backdated = WholeSecond(now - policy.EffectiveBackdate);
        var earliest = newest is { } revoked && WholeSecond(revoked) > backdated ? WholeSecond(revoked) : backdated;
        return last is { } before && earliest <= WholeSecond(before) ? WholeSecond(before) + Step : earliest;
    }

    /// <summary>
    /// How long the CRL has to wait until its thisUpdate has come: not at all, or a fraction of a second when the one before listed a revocation of
    /// this very second. Clocks that differ by more are not waited for.
    /// </summary>
    public static TimeSpan Wait(DateTimeOffset thisUpdate, DateTimeOffset now) =>
        thisUpdate <= now ? TimeSpan.Zero : thisUpdate - now < Step ? thisUpdate - now : Step;

    /// <summary>As a CRL says it.</summary>
    private static DateTimeOffset WholeSecond(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerSecond));
}
