using Ucm.Grains.Identity;

namespace Ucm.Grains.Tests.Identity;

public sealed class SignInGuardTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SignInGuard _guard = new();

    [Fact]
    public void Wait_AddressIsLocked_LeavesOthersAlone()
    {
        Fail("stranger", 5);

        _guard.Wait("stranger", known: false, Now).ShouldBe(TimeSpan.FromSeconds(30));
        _guard.Wait("another", known: false, Now).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Succeeded_AfterFailures_UnlocksThatAddressAtOnce()
    {
        Fail("one", 10);
        Fail("other", 10);

        _guard.Succeeded("one");

        _guard.Wait("one", known: false, Now).ShouldBeLessThanOrEqualTo(TimeSpan.Zero);
        _guard.Wait("other", known: false, Now).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void Wait_KnownAddress_IsLockedByItsOwnFailuresOnly()
    {
        Attack(addresses: 1000);
        _guard.Wait("home", known: true, Now).ShouldBeLessThanOrEqualTo(TimeSpan.Zero);

        Fail("home", 5);

        _guard.Wait("home", known: true, Now).ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Wait_StrangersUsedUpTheAllowance_GetTurnsAMinuteApart()
    {
        Attack(addresses: 30);

        var waits = Enumerable.Range(0, 3).Select(number => _guard.Wait($"newcomer{number}", known: false, Now));

        waits.ShouldBe([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3)]);
    }

    /// <summary>However often the others try in the meantime.</summary>
    [Fact]
    public void Wait_StrangerComesBackAtItsTurn_MayTry()
    {
        Attack(addresses: 30);
        var wait = _guard.Wait("newcomer", known: false, Now);
        for (var second = 0; second < wait.TotalSeconds; second++)
        {
            for (var attacker = 0; attacker < 30; attacker++)
            {
                Try($"attacker{attacker}", Now + TimeSpan.FromSeconds(second));
            }
        }

        _guard.Wait("newcomer", known: false, Now + wait).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Wait_TurnNotTakenForLong_IsGivenAnew()
    {
        Attack(addresses: 30);
        var wait = _guard.Wait("newcomer", known: false, Now);
        var late = Now + wait + TimeSpan.FromMinutes(31);
        Attack(addresses: 40, late);

        _guard.Wait("newcomer", known: false, late).ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public void Wait_OneAddressTriesWheneverItMay_NeverSlowsOthers()
    {
        for (var second = 0; second < 24 * 3600; second++)
        {
            Try("stranger", Now + TimeSpan.FromSeconds(second));
        }

        _guard.Wait("newcomer", known: false, Now + TimeSpan.FromDays(1)).ShouldBe(TimeSpan.Zero);
    }

    /// <summary>The bound on guessing: thirty, and one a minute.</summary>
    [Fact]
    public void Wait_ManyAddressesTryAllDay_HaveOneGuessAMinute()
    {
        var guesses = 0;
        for (var second = 0; second < 24 * 3600; second += 60)
        {
            for (var attacker = 0; attacker < 400; attacker++)
            {
                guesses += Try($"attacker{attacker}", Now + TimeSpan.FromSeconds(second)) ? 1 : 0;
            }
        }

        guesses.ShouldBeInRange(200, 30 + (24 * 60));
    }

    [Fact]
    public void Wait_MoreStrangersThanAreRemembered_AreRefusedWithoutATrace()
    {
        for (var number = 0; number < 10_000; number++)
        {
            _guard.Wait($"stranger{number}", known: false, Now);
        }

        _guard.Addresses.ShouldBe(256);
        _guard.Wait("newcomer", known: false, Now).ShouldBe(TimeSpan.FromMinutes(15));
        _guard.Wait("newcomer", known: false, Now + TimeSpan.FromHours(6)).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Postponed_AttemptsThatCostNoWork_LeaveNothing()
    {
        for (var number = 0; number < 100; number++)
        {
            _guard.Wait($"stranger{number}", known: false, Now);
            _guard.Postponed($"stranger{number}", Now);
        }

        _guard.IsIdle(Now).ShouldBeTrue();
        _guard.Wait("newcomer", known: false, Now).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void IsIdle_WithFailures_IsNot()
    {
        Fail("stranger", 1);

        _guard.IsIdle(Now).ShouldBeFalse();
    }

    private void Attack(int addresses, DateTimeOffset? at = null)
    {
        for (var number = 0; number < addresses; number++)
        {
            Try($"attacker{number}", at ?? Now);
        }
    }

    private bool Try(string address, DateTimeOffset at)
    {
        if (_guard.Wait(address, known: false, at) > TimeSpan.Zero)
        {
            return false;
        }

        _guard.Failed(address, at);
        return true;
    }

    private void Fail(string address, int times)
    {
        for (var number = 0; number < times; number++)
        {
            _guard.Failed(address, Now);
        }
    }
}
