namespace Ucm.Pki.Linting.Reading;

/// <summary>PolicyInformation (RFC 5280 §4.2.1.4); qualifiers are kept as elements.</summary>
internal readonly record struct PolicyInformation(ReadOnlyMemory<byte> Policy, IReadOnlyList<PolicyQualifier> Qualifiers)
{
    public static List<PolicyInformation>? ReadAll(ReadOnlyMemory<byte> value)
    {
        if (!Tlv.TryReadSingle(value, out var sequence) || sequence.Tag != 0x30)
        {
            return null;
        }

        var policies = new List<PolicyInformation>(1);
        var reader = sequence.Children;
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(0x30, out var element) || Read(element) is not { } policy)
            {
                return null;
            }

            policies.Add(policy);
        }

        return policies;
    }

    private static PolicyInformation? Read(Tlv element)
    {
        var reader = element.Children;
        if (!reader.TryRead(0x06, out var policy))
        {
            return null;
        }

        if (reader.AtEnd)
        {
            return new PolicyInformation(policy.Content, []);
        }

        return reader.TryRead(0x30, out var qualifiers) && reader.AtEnd && PolicyQualifier.ReadAll(qualifiers) is { } read
            ? new PolicyInformation(policy.Content, read)
            : null;
    }
}
