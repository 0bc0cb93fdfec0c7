using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Ucm.Grains.Signing;
using Ucm.Grains.Trust;

namespace Ucm.Grains.Tests.Trust;

public sealed class CallSealTests
{
    private static readonly GrainId Target = GrainId.Create("signer", "issuing");
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly byte[] octets = RandomNumberGenerator.GetBytes(32);

    [Fact]
    public void IsValid_OfItsOwnCall_OnEveryNode()
    {
        using var here = new CallSeal(new MasterKey(octets), clock);
        using var there = new CallSeal(new MasterKey(octets), clock);

        there.IsValid(here.Make(Target, "i", "m"), Target, "i", "m").ShouldBeTrue();
    }

    [Fact]
    public void IsValid_OfAnotherMasterKey_False()
    {
        using var here = new CallSeal(new MasterKey(octets), clock);
        using var stranger = new CallSeal(new MasterKey(RandomNumberGenerator.GetBytes(32)), clock);

        here.IsValid(stranger.Make(Target, "i", "m"), Target, "i", "m").ShouldBeFalse();
    }

    [Theory]
    [InlineData("signer", "root", "i", "m")]
    [InlineData("signe", "rissuing", "i", "m")]
    [InlineData("signer", "issuing", "im", "")]
    [InlineData("signer", "issuing", "i", "n")]
    [InlineData("signer", "issuing", "j", "m")]
    public void IsValid_ReplayedOnAnotherCall_False(string type, string key, string @interface, string method)
    {
        using var seal = new CallSeal(new MasterKey(octets), clock);

        seal.IsValid(seal.Make(Target, "i", "m"), GrainId.Create(type, key), @interface, method).ShouldBeFalse();
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    [InlineData(-31, false)]
    public void IsValid_AtItsAge_OnlyWithinTheLifetime(int seconds, bool expected)
    {
        using var seal = new CallSeal(new MasterKey(octets), clock);
        var later = new FakeTimeProvider(clock.GetUtcNow().AddSeconds(seconds));
        using var reader = new CallSeal(new MasterKey(octets), later);
        var made = seal.Make(Target, "i", "m");

        reader.IsValid(made, Target, "i", "m").ShouldBe(expected);
        reader.IsValid(made, Target, "i", "m", anyAge: true).ShouldBeTrue();
    }

    [Fact]
    public void IsValid_OfChangedOctets_False()
    {
        using var seal = new CallSeal(new MasterKey(octets), clock);
        var made = seal.Make(Target, "i", "m");

        for (var position = 0; position < made.Length; position++)
        {
            byte[] changed = [.. made];
            changed[position] ^= 1;
            seal.IsValid(changed, Target, "i", "m").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text")]
    [InlineData(5L)]
    public void IsValid_OfSomethingElse_False(object? presented)
    {
        using var seal = new CallSeal(new MasterKey(octets), clock);

        seal.IsValid(presented, Target, "i", "m").ShouldBeFalse();
        seal.IsValid(Array.Empty<byte>(), Target, "i", "m").ShouldBeFalse();
    }

    [Fact]
    public void IsValid_OfLongNames_AsOfShortOnes()
    {
        using var seal = new CallSeal(new MasterKey(octets), clock);
        var target = GrainId.Create("signer", new string('k', 2000));

        seal.IsValid(seal.Make(target, "i", "m"), target, "i", "m").ShouldBeTrue();
    }
}
