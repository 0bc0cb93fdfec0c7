using System.DirectoryServices.Protocols;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>The values of an entry that sign-in looks at.</summary>
internal static class LdapEntry
{
    private const int MaxLength = 1024;
    private const int GuidOctets = 16;

    /// <summary>The first value; null when there is none or it is too long.</summary>
    public static string? First(this SearchResultEntry entry, string attribute) =>
        entry.All(attribute).FirstOrDefault(static value => value.Length is > 0 and <= MaxLength);

    public static IEnumerable<string> All(this SearchResultEntry entry, string attribute) =>
        entry.Attributes[attribute]?.GetValues(typeof(string)).Cast<string>() ?? [];

    /// <summary>An identifier as text. Active Directory's <c>objectGUID</c> is 16 octets, written in hexadecimal.</summary>
    public static string? Identifier(this SearchResultEntry entry, string attribute) =>
        entry.Attributes[attribute]?.GetValues(typeof(byte[])) is [byte[] { Length: GuidOctets } octets, ..]
            ? Convert.ToHexStringLower(octets)
            : entry.First(attribute);
}
