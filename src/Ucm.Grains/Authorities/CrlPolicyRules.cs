using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Authorities;

/// <summary>What an authority's CRL settings may be: anything from a busy issuer's minutes to the years of a root that lies in a safe, but never a CRL that expires before its successor.</summary>
internal static class CrlPolicyRules
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);
    private static readonly TimeSpan ShortestOverlap = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestDelta = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBackdate = TimeSpan.FromHours(1);

    public static readonly CrlPolicy Default = new(TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromSeconds(10));

    /// <summary>All faults at once, each with the name of its setting; null when there is none.</summary>
    public static Refusal? Check(CrlPolicy policy)
    {
        var faults = ImmutableArray.CreateBuilder<NamedRefusal>();
        Expect("lifetime", policy.Lifetime >= Shortest && policy.Lifetime <= Longest, "The lifetime is ten minutes to 3660 days.");
        Expect("overlap", policy.Overlap >= ShortestOverlap && policy.Overlap <= policy.Lifetime / 2, "The overlap is a minute to half of the lifetime.");
        Expect(
            "minimum_interval",
            policy.MinimumInterval >= ShortestInterval && policy.MinimumInterval <= policy.Lifetime - policy.Overlap,
            "The minimum interval is a second to what the overlap leaves of the lifetime.");
        Expect(
            "delta_interval",
            policy.DeltaInterval is not { } delta || (delta >= ShortestDelta && delta >= policy.MinimumInterval && delta <= policy.Lifetime / 2),
            "The interval of delta CRLs is at least 30 seconds and the minimum interval, and at most half of the lifetime.");
        Expect("backdate", policy.EffectiveBackdate >= TimeSpan.Zero && policy.EffectiveBackdate <= LongestBackdate, "thisUpdate is backdated by nothing to an hour.");
        Expect("shards", policy.Shards is >= 0 and <= CrlScope.MaxShards, $"There are 0 to {CrlScope.MaxShards} shards.");
        return faults.Count == 0 ? null : new Refusal(RefusalCode.Malformed, faults[0].Detail) { Parts = faults.ToImmutable() };

        void Expect(string name, bool holds, string detail)
        {
            if (!holds)
            {
                faults.Add(new NamedRefusal(name, RefusalCode.Malformed, detail));
            }
        }
    }

    /// <summary>The most shards there ever were, since certificates name theirs for life; and the numbers that were used elsewhere stay used.</summary>
    public static CrlPolicy Next(CrlPolicy now, CrlPolicy wanted) => wanted with
    {
        NumberFloor = now.NumberFloor,
        NumberOffset = now.NumberOffset,
        ShardsServed = Math.Max(now.ShardsServed, wanted.IsSharded ? wanted.Shards : 0),

        // The default has one form, so that asking for it changes nothing.
        Backdate = wanted.EffectiveBackdate == CrlPolicy.DefaultBackdate ? null : wanted.Backdate,
    };
}
