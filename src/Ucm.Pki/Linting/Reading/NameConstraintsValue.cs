namespace Ucm.Pki.Linting.Reading;

/// <summary>NameConstraints (RFC 5280 §4.2.1.10).</summary>
internal sealed record NameConstraintsValue(IReadOnlyList<AlternativeName>? Permitted, IReadOnlyList<AlternativeName>? Excluded, bool HasDistances)
{
    public static NameConstraintsValue? Read(ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var sequence) || sequence.Tag != 0x30)
        {
            return null;
        }

        var reader = sequence.Children;
        var distances = false;
        var permitted = reader.TryRead(0xA0, out var permittedTrees) ? ReadTrees(permittedTrees, ref distances) : null;
        var excluded = reader.TryRead(0xA1, out var excludedTrees) ? ReadTrees(excludedTrees, ref distances) : null;
        return reader.AtEnd ? new NameConstraintsValue(permitted, excluded, distances) : null;
    }

    private static List<AlternativeName> ReadTrees(Tlv trees, ref bool distances)
    {
        var names = new List<AlternativeName>();
        var reader = trees.Children;
        while (reader.TryRead(0x30, out var tree))
        {
            var parts = tree.Children;
            if (parts.TryRead(out var name))
            {
                names.Add(new AlternativeName(name.Tag, name.Content));
            }

            distances |= !parts.AtEnd;
        }

        return names;
    }
}
