using DnsClient.Protocol;

namespace Ucm.Grains.Acme.Caa;

/// <summary>One CAA record (RFC 8659 §4.1). Tags in lower case.</summary>
internal sealed record CaaEntry(byte Flags, string Tag, string Value)
{
    private const byte CriticalFlag = 128;

    public bool IsCritical => (Flags & CriticalFlag) != 0;

    /// <summary>
    /// DnsClient writes octets that are not printable as \DDD and quotes as \". Tabs are white space here and are put back; everything else that is
    /// escaped makes a value malformed, as it is in the grammar or nearly so.
    /// </summary>
    public static CaaEntry From(CaaRecord record) =>
        new(record.Flags, record.Tag.ToLowerInvariant(), record.Value.Replace("\\009", "\t", StringComparison.Ordinal));

    public override string ToString() => $"{Flags} {Tag} \"{Value}\"";
}
