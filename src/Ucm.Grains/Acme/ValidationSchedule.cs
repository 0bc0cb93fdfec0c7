using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>When a failed validation is tried again, and when it has failed for good. A minute at most, but for the last attempt.</summary>
internal static class ValidationSchedule
{
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(60);

    /// <summary>A host that answers wrongly is mended or not within seconds.</summary>
    private static readonly ImmutableArray<TimeSpan> OfHosts = Seconds(1, 3, 6);

    /// <summary>A record takes a while to reach every name server of its zone.</summary>
    private static readonly ImmutableArray<TimeSpan> OfDns = Seconds(1, 3, 6, 10, 15, 20);

    /// <summary>Null when the last attempt succeeded, or no further one is made.</summary>
    public static TimeSpan? PauseAfter(string type, ImmutableArray<ValidationAttempt> attempts)
    {
        var last = attempts[^1];
        if (last.Error is not { } error || IsFinal(error, last))
        {
            return null;
        }

        var pauses = type == "dns-01" || error.Code is RefusalCode.Caa ? OfDns : OfHosts;
        return attempts.Length <= pauses.Length && Elapsed(attempts) < Whole ? pauses[attempts.Length - 1] : null;
    }

    private static TimeSpan Elapsed(ImmutableArray<ValidationAttempt> attempts)
    {
        // An attempt that the validator never answered has no time.
        DateTimeOffset[] times = [.. attempts.Select(static attempt => attempt.At).Where(static at => at != default)];
        return times is [var first, .., var last] ? last - first : TimeSpan.Zero;
    }

    /// <summary>CAA records that forbid are meant to.</summary>
    private static bool IsFinal(Refusal error, ValidationAttempt attempt) => error.Code == RefusalCode.Caa && attempt.Caa is { IsFinal: true };

    private static ImmutableArray<TimeSpan> Seconds(params int[] seconds) => [.. seconds.Select(static some => TimeSpan.FromSeconds(some))];
}
