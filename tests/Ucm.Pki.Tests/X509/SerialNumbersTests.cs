using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.X509;

public sealed class SerialNumbersTests
{
    /// <summary>A defect that shipped: 63 random bits instead of 64, and a million certificates revoked.</summary>
    [Fact]
    public void Next_HasTwentyOctetsIsPositiveAndHas96RandomBits()
    {
        var serials = Enumerable.Range(0, 2000).Select(_ => SerialNumbers.Next(TimeProvider.System)).ToList();

        serials.ShouldAllBe(serial => serial.Length == 20 && serial[0] > 0 && serial[0] < 0x80);
        for (var bit = 64; bit < 160; bit++)
        {
            // Each of the 96 bits is set about half of the time: ten standard deviations are allowed.
            serials.Count(serial => (serial[bit / 8] & (0x80 >> (bit % 8))) != 0).ShouldBeInRange(776, 1224, $"bit {bit}");
        }
    }

    [Fact]
    public void Next_LaterSerials_SortAfterEarlierOnes()
    {
        var early = SerialNumbers.Next(new FixedClock(TestAuthority.Now));
        var late = SerialNumbers.Next(new FixedClock(TestAuthority.Now.AddMilliseconds(1)));

        early.AsSpan().SequenceCompareTo(late).ShouldBeLessThan(0);
        SerialNumbers.Next(new FixedClock(DateTimeOffset.MaxValue))[0].ShouldBeLessThan((byte)0x80);
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
