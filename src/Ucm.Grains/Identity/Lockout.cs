namespace Ucm.Grains.Identity;

/// <summary>
/// Failed attempts of one user name, in memory: from the fifth in a row each doubles the wait. It says nothing about whether the user exists.
/// </summary>
internal sealed class Lockout
{
    private const int FreeFailures = 4;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(1);

    private int _failures;
    private DateTimeOffset _lastFailure;
    private DateTimeOffset _lockedUntil;

    /// <summary>Since the last success; those are what must not be forgotten.</summary>
    public bool HasFailures => _failures > 0;

    /// <summary>How long attempts are still refused; zero or less when they are not.</summary>
    public TimeSpan Wait(DateTimeOffset now) => _lockedUntil - now;

    public void Failed(DateTimeOffset now)
    {
        _failures = now - _lastFailure > Forgotten ? 1 : _failures + 1;
        _lastFailure = now;
        if (_failures > FreeFailures)
        {
            var doublings = Math.Min(_failures - FreeFailures - 1, 10);
            var wait = FirstWait * (1 << doublings);
            _lockedUntil = now + (wait < LongestWait ? wait : LongestWait);
        }
    }

    public void Reset()
    {
        _failures = 0;
        _lockedUntil = default;
    }
}
