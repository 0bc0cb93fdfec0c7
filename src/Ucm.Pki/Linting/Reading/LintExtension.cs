namespace Ucm.Pki.Linting.Reading;

/// <summary>One Extension (RFC 5280 §4.1.2.9); <see cref="WritesDefault"/> when critical FALSE is spelled out.</summary>
internal readonly record struct LintExtension(ExtensionKind Kind, ReadOnlyMemory<byte> Oid, bool Critical, bool WritesDefault, ReadOnlyMemory<byte> Value)
{
    /// <summary>The whole SEQUENCE OF; null when it is not one.</summary>
    public static List<LintExtension>? ReadAll(Tlv sequence)
    {
        var extensions = new List<LintExtension>(12);
        var reader = sequence.Children;
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(0x30, out var element) || Read(element) is not { } extension)
            {
                return null;
            }

            extensions.Add(extension);
        }

        return extensions;
    }

    private static LintExtension? Read(Tlv element)
    {
        var reader = element.Children;
        if (!reader.TryRead(0x06, out var oid))
        {
            return null;
        }

        var spelled = reader.TryRead(0x01, out var critical);
        if (!reader.TryRead(0x04, out var value) || !reader.AtEnd || (spelled && critical.Content.Length != 1))
        {
            return null;
        }

        var isCritical = spelled && critical.Content.Span[0] != 0;
        return new LintExtension(ExtensionKinds.Of(oid.Content.Span), oid.Content, isCritical, spelled && !isCritical, value.Content);
    }
}
