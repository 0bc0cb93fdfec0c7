namespace Ucm.Pki.X509;

/// <summary>One GeneralSubtree (RFC 5280 §4.2.1.10), minimum 0 and no maximum.</summary>
/// <param name="Text">Host, domain or mailbox for DNS, email and URI; <c>address/mask</c> for IP; RFC 4514 for a directory name; tag number or OID for others.</param>
public sealed record NameSubtree(NameSubtreeKind Kind, string Text)
{
    /// <summary>For IP: address followed by mask, 8 or 32 octets.</summary>
    public ReadOnlyMemory<byte> Address { get; init; }

    /// <summary>For a directory name.</summary>
    public DistinguishedName? Directory { get; init; }

    public static NameSubtree Dns(string domain) => new(NameSubtreeKind.Dns, domain);

    public static NameSubtree Email(string constraint) => new(NameSubtreeKind.Email, constraint);

    public static NameSubtree Uri(string host) => new(NameSubtreeKind.Uri, host);

    public static NameSubtree DirectoryName(DistinguishedName name) => new(NameSubtreeKind.Directory, name.ToString()) { Directory = name };

    /// <param name="network">In CIDR notation.</param>
    public static NameSubtree Ip(System.Net.IPNetwork network)
    {
        var address = network.BaseAddress.GetAddressBytes();
        var octets = new byte[2 * address.Length];
        address.CopyTo(octets, 0);
        for (var bit = 0; bit < network.PrefixLength; bit++)
        {
            octets[address.Length + (bit / 8)] |= (byte)(0x80 >> (bit % 8));
        }

        return new NameSubtree(NameSubtreeKind.Ip, network.ToString()) { Address = octets };
    }
}
