using Ucm.Grains.Interfaces.Authorities;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>When the next CRL is due, by stored time alone: a lost timer, a restart or another silo delays it and never skips it.</summary>
/// <param name="Full">The full CRL in force.</param>
/// <param name="Delta">The newest delta, or null.</param>
/// <param name="DueTo">The newest revocation that is known to concern the scope.</param>
internal readonly record struct CrlTiming(CrlPolicy Policy, CrlRow Full, CrlRow? Delta, long DueTo)
{
    /// <summary>A delta as long as this, and as half its base, has outlived its use.</summary>
    private const long LongDelta = 10_000;

    public DateTimeOffset FullDueAt()
    {
        var regular = Full.NextUpdate - Policy.Overlap;
        if (Policy.DeltaInterval is not null)
        {
            if (!Full.NamesDelta)
            {
                // Deltas have just been turned on: their base says where they are (RFC 5280 §5.2.6).
                return Full.PublishedAt;
            }

            return Delta is { } delta && delta.BaseNumber == Full.Number && delta.Entries > Math.Max(LongDelta, Full.Entries / 2) ? Full.PublishedAt : regular;
        }

        return DueTo > Full.Sequence ? Earlier(Full.PublishedAt + Policy.MinimumInterval, regular) : regular;
    }

    /// <summary>
    /// Never when the authority makes no deltas, or its full CRL does not name them yet. The first follows its full CRL at once, so that the pointer
    /// to it points at something.
    /// </summary>
    public DateTimeOffset DeltaDueAt()
    {
        if (Policy.DeltaInterval is not { } interval || !Full.NamesDelta)
        {
            return DateTimeOffset.MaxValue;
        }

        if (Delta is not { } delta)
        {
            return Full.PublishedAt;
        }

        var regular = delta.PublishedAt + interval;
        var newest = delta.Number > Full.Number ? delta : Full;
        return DueTo > Math.Max(newest.Sequence, Full.Sequence) ? Earlier(newest.PublishedAt + Policy.MinimumInterval, regular) : regular;
    }

    public DateTimeOffset NextAt() => Earlier(FullDueAt(), DeltaDueAt());

    /// <summary>
    /// An entry stays until one regularly scheduled CRL after the certificate's expiry has listed it (RFC 5280 §3.3); those made on demand in between do not count.
    /// </summary>
    public static DateTimeOffset KeepFrom(CrlRow? previous, CrlPolicy policy, DateTimeOffset now) => previous is null
        ? DateTimeOffset.UnixEpoch
        : Earlier(previous.ThisUpdate, now - policy.Lifetime);

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
