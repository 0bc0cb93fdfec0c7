using Ucm.Grains.Interfaces.RateLimits;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Identity;

/// <summary>
/// Decides how long an address waits before its next attempt at one user name (docs/decisions/0014). Two rules: each address has a <see cref="Lockout"/> of its own, and
/// addresses that the user never signed in from share an allowance of wrong passwords. Beyond the allowance each of them is given a turn of its own, one a minute, so that an
/// attacker's many attempts do not push a newcomer back. In memory, for at most 256 strangers; it says nothing about whether the user exists.
/// </summary>
internal sealed class SignInGuard
{
    /// <summary>Stays below what makes the grain forget while it idles: half an hour without an attempt refills it anyway.</summary>
    private static readonly RateLimitRule Strangers = new(30, TimeSpan.FromMinutes(30));

    private const int MaxAddresses = 256;
    private static readonly TimeSpan TurnHeld = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan WaitWhenFull = TimeSpan.FromMinutes(15);

    private readonly Gcra _strangers = new();
    private readonly Dictionary<string, Attempts> _addresses = new(StringComparer.Ordinal);

    public int Addresses => _addresses.Count;

    /// <summary>Nothing would be lost with it.</summary>
    public bool IsIdle(DateTimeOffset now) => _strangers.IsFull(now) && _addresses.Values.All(attempts => attempts.IsForgotten(now));

    /// <summary>How long the address waits; zero or less when it may try now. A stranger that may try has taken a unit of the allowance.</summary>
    public TimeSpan Wait(string address, bool known, DateTimeOffset now)
    {
        var attempts = _addresses.GetValueOrDefault(address);
        var wait = attempts?.Lockout.Wait(now) ?? TimeSpan.Zero;
        return known || wait > TimeSpan.Zero ? wait : WaitForTurn(attempts, address, now);
    }

    public void Failed(string address, DateTimeOffset now)
    {
        var attempts = _addresses.GetValueOrDefault(address) ?? Add(address);
        attempts.Turn = null;
        attempts.Lockout.Failed(now);
    }

    /// <summary>Forgets the failures of this address alone.</summary>
    public void Succeeded(string address)
    {
        if (_addresses.Remove(address, out var attempts) && attempts.Turn is not null)
        {
            _strangers.GiveBack(Strangers);
        }
    }

    /// <summary>The password was not looked at: a unit that <see cref="Wait"/> took at this time goes back. A stranger that waited for its turn keeps it.</summary>
    public void Postponed(string address, DateTimeOffset now)
    {
        if (_addresses.TryGetValue(address, out var attempts) && attempts.Turn == now)
        {
            attempts.Turn = null;
            _strangers.GiveBack(Strangers);
        }
    }

    private TimeSpan WaitForTurn(Attempts? attempts, string address, DateTimeOffset now)
    {
        if (attempts is { Turn: { } turn } && now <= turn + TurnHeld)
        {
            return turn - now;
        }

        if (attempts is null && _addresses.Count >= MaxAddresses)
        {
            Forget(now);
            if (_addresses.Count >= MaxAddresses)
            {
                return WaitWhenFull;
            }
        }

        attempts ??= Add(address);
        var wait = _strangers.Reserve(Strangers, now);
        attempts.Turn = now + wait;
        return wait;
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var (address, attempts) in _addresses)
        {
            if (attempts.IsForgotten(now))
            {
                _addresses.Remove(address);
            }
        }
    }

    private Attempts Add(string address)
    {
        var attempts = new Attempts();
        _addresses.Add(address, attempts);
        return attempts;
    }

    private sealed class Attempts
    {
        public Lockout Lockout { get; } = new();

        /// <summary>When the stranger may try; its unit is taken.</summary>
        public DateTimeOffset? Turn { get; set; }

        public bool IsForgotten(DateTimeOffset now) => Lockout.IsForgotten(now) && (Turn is null || now > Turn + TurnHeld);
    }
}
