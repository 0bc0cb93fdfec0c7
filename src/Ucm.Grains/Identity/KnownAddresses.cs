using System.Collections.Immutable;

namespace Ucm.Grains.Identity;

/// <summary>
/// The last sixteen addresses that a user signed in from, each for thirty days. They are spared when strangers attack the name. Users stored before there was such a list
/// may have none.
/// </summary>
internal static class KnownAddresses
{
    private const int Most = 16;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    private static readonly TimeSpan Precision = TimeSpan.FromDays(1);

    public static bool Include(this ImmutableArray<KnownAddress> known, string subject, DateTimeOffset now) =>
        !known.IsDefaultOrEmpty && known.Any(address => address.Subject == subject && now - address.SeenAt < Lifetime);

    /// <summary>With the address as the latest. The same array when the address was written less than a day ago: then there is nothing to store.</summary>
    public static ImmutableArray<KnownAddress> With(this ImmutableArray<KnownAddress> known, string subject, DateTimeOffset now)
    {
        if (known.IsDefaultOrEmpty)
        {
            return [new KnownAddress(subject, now)];
        }

        return known.Any(address => address.Subject == subject && now - address.SeenAt < Precision)
            ? known
            : [new KnownAddress(subject, now), .. known.Where(address => address.Subject != subject && now - address.SeenAt < Lifetime).Take(Most - 1)];
    }
}
