namespace Ucm.Fuzz.Mutation;

/// <summary>Changes one element and keeps the lengths around it right, so that the damage reaches the inner decoders; sometimes only a length, sometimes just octets.</summary>
internal sealed class DerMutator : IMutator
{
    private static readonly ByteMutator Bytes = new();
    private static readonly byte[] Tags = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0C, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1E, 0x30, 0x31, 0x80, 0x82, 0x87, 0xA0, 0xA1, 0xA3, 0x24, 0x1F, 0xBF];

    public byte[] Mutate(byte[] input, byte[] other, SeededNumbers random)
    {
        if (random.Below(4) == 0 || DerNode.Parse(input) is not { } root)
        {
            return Bytes.Mutate(input, other, random);
        }

        var node = random.Pick(root.Descendants);
        switch (random.Below(9))
        {
            case 0:
                node.Tag = random.Pick(Tags);
                break;
            case 1:
                node.LengthError = random.Below(9) - 4;
                break;
            case 2:
                node.LongLength = true;
                break;
            case 3:
                node.Repeat = random.Below(3) * random.Below(40);
                break;
            case 4 when DerNode.Parse(other) is { } foreign:
                node.Replace(random.Pick(foreign.Descendants));
                break;
            case 5:
                node.SetContent([]);
                break;
            case 6:
                node.Wrap(1 + random.Below(60));
                break;
            default:
                node.SetContent(Bytes.Mutate(node.EncodeContent(), other, random));
                break;
        }

        return root.Encode();
    }
}
