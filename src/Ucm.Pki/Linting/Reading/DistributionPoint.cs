namespace Ucm.Pki.Linting.Reading;

/// <summary>DistributionPoint (RFC 5280 §4.2.1.13).</summary>
internal sealed record DistributionPoint(IReadOnlyList<AlternativeName> FullName, bool HasName, bool HasReasons, bool HasIssuer)
{
    public static List<DistributionPoint>? ReadAll(ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var sequence) || sequence.Tag != 0x30)
        {
            return null;
        }

        var points = new List<DistributionPoint>(1);
        var reader = sequence.Children;
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(0x30, out var point) || Read(point) is not { } read)
            {
                return null;
            }

            points.Add(read);
        }

        return points;
    }

    private static DistributionPoint? Read(Tlv point)
    {
        var reader = point.Children;
        var names = new List<AlternativeName>(1);
        var named = reader.TryRead(0xA0, out var name);
        var choice = named ? name.Children : default;
        if (named && choice.TryRead(0xA0, out var fullName))
        {
            var entries = fullName.Children;
            while (entries.TryRead(out var entry))
            {
                names.Add(new AlternativeName(entry.Tag, entry.Content));
            }

            if (!entries.AtEnd)
            {
                return null;
            }
        }

        var reasons = reader.TryRead(0x81, out _);
        var issuer = reader.TryRead(0xA2, out _);
        return reader.AtEnd ? new DistributionPoint(names, named, reasons, issuer) : null;
    }
}
