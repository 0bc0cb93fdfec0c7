using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>
/// What one scope owes and by when: the full CRL that somebody was promised, and those that list the revocations known of (<see cref="CrlTiming"/>). Memory of one
/// activation; the log of revocations says again what is lost with it.
/// </summary>
internal sealed class PendingPublications
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(100);

    private long dueTo;
    private long readTo;

    /// <summary>Who was promised a full CRL that is begun after the question; kept until there is one.</summary>
    public Caller? Asked { get; private set; }

    /// <summary>The question, which is another than the same caller's last one.</summary>
    public Caller Ask(Caller by) => Asked = by with { };

    public bool IsOpen(Caller question) => ReferenceEquals(Asked, question);

    /// <summary>What was promised when it began is done, or cannot be done by trying again. What was asked for since is still owed.</summary>
    public void Settle(Caller? promised, Outcome<CrlRow> made)
    {
        if (ReferenceEquals(Asked, promised) && (made.Succeeded || made.Refusal.RetryAfter is null))
        {
            Asked = null;
        }
    }

    /// <summary>A revocation of this scope was announced.</summary>
    public void Announce(long sequence) => dueTo = Math.Max(dueTo, sequence);

    /// <summary>After which event the log must be looked at: each event is looked at once.</summary>
    public long ReadFrom(CrlRow full) => readTo = Math.Max(readTo, full.Sequence);

    /// <summary>What the log held: the last event of this scope, and the last of all.</summary>
    public void Read(long own, long last)
    {
        dueTo = own > readTo ? Math.Max(dueTo, own) : dueTo;
        readTo = Math.Max(readTo, last);
    }

    public bool IsDue(CrlKind kind, CrlPolicy policy, CrlRow full, CrlRow? delta, DateTimeOffset now)
    {
        var timing = new CrlTiming(policy, full, delta, dueTo);
        return now >= (kind == CrlKind.Full ? timing.FullDueAt() : timing.DeltaDueAt());
    }

    /// <summary>Nobody waits: the regular next CRL is the schedule's business.</summary>
    public bool AreKept(CrlsInForce held) => Asked is null && dueTo <= held.Sequence;

    /// <summary>How long until the next CRL is due; never nothing, which would be a timer without a pause.</summary>
    public TimeSpan Wait(CrlPolicy policy, CrlRow full, CrlRow? delta, DateTimeOffset now)
    {
        var wait = new CrlTiming(policy, full, delta, dueTo).NextAt() - now;
        return wait > TimeSpan.Zero ? wait : AtOnce;
    }
}
