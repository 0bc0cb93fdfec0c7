using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.X509;

public sealed class SerialNumbersTests
{
    private static readonly byte[] Key = [1, 2, 3, 4];

    [Fact]
    public void IsTagged_SerialsMadeWithTheKey_AllAndNoOthers()
    {
        var made = Enumerable.Range(0, 1000).Select(_ => SerialNumbers.Next(TimeProvider.System, Key)).ToList();

        made.Count(serial => SerialNumbers.IsTagged(serial, Key)).ShouldBe(1000);
        made.Count(serial => SerialNumbers.IsTagged(serial, [1, 2, 3, 5])).ShouldBe(0);
        made.Count(serial => SerialNumbers.IsTagged(serial, default)).ShouldBe(0);
        made.Count(serial => SerialNumbers.IsTagged(serial.AsSpan(1), Key)).ShouldBe(0);
        SerialNumbers.IsTagged(SerialNumbers.Next(TimeProvider.System), Key).ShouldBeFalse();
    }

    [Fact]
    public void IsTagged_AnyBitChanged_False()
    {
        var serial = SerialNumbers.Next(TimeProvider.System, Key);

        for (var bit = 0; bit < 160; bit++)
        {
            var changed = serial.ToArray();
            changed[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            SerialNumbers.IsTagged(changed, Key).ShouldBeFalse($"bit {bit}");
        }
    }

    [Fact]
    public void Fits_ManyThreads_SaysWhatIsTaggedSays()
    {
        using var check = new SerialTagCheck(Key);
        var tagged = Enumerable.Range(0, 2000).Select(_ => SerialNumbers.Next(TimeProvider.System, Key)).ToList();
        var others = tagged.Select(static serial => (byte[])[.. serial[..19], (byte)(serial[19] ^ 1)]).ToList();

        tagged.AsParallel().ShouldAllBe(serial => check.Fits(serial));
        others.AsParallel().ShouldAllBe(serial => !check.Fits(serial));
        check.Fits(tagged[0].AsSpan(1)).ShouldBeFalse();
        check.Fits(default).ShouldBeFalse();
    }

    /// <summary>A defect that shipped: 63 random bits instead of 64, and a million certificates revoked.</summary>
    [Fact]
    public void Next_HasTwentyOctetsIsPositiveAndHas96RandomBits()
    {
        var serials = Enumerable.Range(0, 2000).Select(_ => SerialNumbers.Next(TimeProvider.System, Key)).ToList();

        serials.ShouldAllBe(serial => serial.Length == 20 && serial[0] > 0 && serial[0] < 0x80);
        for (var bit = 32; bit < 128; bit++)
        {
            // Each of the 96 bits is set about half of the time: ten standard deviations are allowed.
            serials.Count(serial => (serial[bit / 8] & (0x80 >> (bit % 8))) != 0).ShouldBeInRange(776, 1224, $"bit {bit}");
        }
    }

    [Fact]
    public void Next_LaterSerials_SortAfterEarlierOnes()
    {
        var early = SerialNumbers.Next(new FixedClock(TestAuthority.Now));
        var late = SerialNumbers.Next(new FixedClock(TestAuthority.Now.AddSeconds(4)));

        early.AsSpan().SequenceCompareTo(late).ShouldBeLessThan(0);
        SerialNumbers.Next(new FixedClock(DateTimeOffset.MaxValue))[0].ShouldBeLessThan((byte)0x80);
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
