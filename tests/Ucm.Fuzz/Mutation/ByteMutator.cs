namespace Ucm.Fuzz.Mutation;

/// <summary>Knows nothing of the format: bit flips, interesting octets, truncation, insertion, removal, repetition, splices.</summary>
internal sealed class ByteMutator : IMutator
{
    private const int LongestPiece = 64;
    private static readonly byte[] Interesting = [0x00, 0x01, 0x7F, 0x80, 0x81, 0x82, 0x84, 0x88, 0xFF, 0xFE, 0x30, 0x31, 0xA0, 0x05];

    public byte[] Mutate(byte[] input, byte[] other, SeededNumbers random)
    {
        if (input.Length == 0)
        {
            return other;
        }

        var at = random.Below(input.Length);
        var length = Math.Min(1 + random.Below(LongestPiece), input.Length - at);
        return random.Below(8) switch
        {
            0 => With(input, at, (byte)(input[at] ^ (1 << random.Below(8)))),
            1 => With(input, at, random.Pick(Interesting)),
            2 => With(input, at, (byte)random.Next()),
            3 => input[..at],
            4 => [.. input[..at], .. input[(at + length)..]],
            5 => [.. input[..(at + length)], .. input[at..]],
            6 => [.. input[..at], random.Pick(Interesting), (byte)random.Next(), .. input[at..]],
            _ => other.Length == 0 ? input : [.. input[..at], .. other[random.Below(other.Length)..]],
        };
    }

    private static byte[] With(byte[] input, int at, byte value)
    {
        var copy = (byte[])input.Clone();
        copy[at] = value;
        return copy;
    }
}
