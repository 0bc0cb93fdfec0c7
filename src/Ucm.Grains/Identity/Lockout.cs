namespace Ucm.Grains.Identity;

/// <summary>
/// Failed attempts at one user name from one address, in memory: from the fifth in a row each doubles the wait, up to a quarter of an hour. One failure is forgotten
/// every ten minutes, so that a slow attempt never locks.
/// </summary>
internal sealed class Lockout
{
    private const int FreeFailures = 4;

    /// <summary>With these the wait is the longest; counting on would only make it last.</summary>
    private const int MostFailures = 10;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(10);

    private int _failures;
    private DateTimeOffset _lastFailure;
    private DateTimeOffset _lockedUntil;

    /// <summary>How long attempts are still refused; zero or less when they are not.</summary>
    public TimeSpan Wait(DateTimeOffset now) => _lockedUntil - now;

    /// <summary>Nothing is left of the failures there were.</summary>
    public bool IsForgotten(DateTimeOffset now) => _lockedUntil <= now && Remembered(now) == 0;

    public void Failed(DateTimeOffset now)
    {
        _failures = Math.Min(Remembered(now) + 1, MostFailures);
        _lastFailure = now;
        if (_failures > FreeFailures)
        {
            var wait = FirstWait * (1 << (_failures - FreeFailures - 1));
            _lockedUntil = now + (wait < LongestWait ? wait : LongestWait);
        }
    }

    private int Remembered(DateTimeOffset now) => (int)Math.Max(0, _failures - Math.Floor((now - _lastFailure) / ForgottenAfter));
}
