using System.Formats.Asn1;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>What is known of an attribute type: its short name (RFC 4514 §3, RFC 4519), string type and upper bound (RFC 5280 appendix A.1, X.520).</summary>
internal sealed record NameAttributeType(string Oid, string ShortName, int MaxLength, UniversalTagNumber Encoding = UniversalTagNumber.UTF8String)
{
    /// <summary>For types that are not known.</summary>
    public const int DefaultMaxLength = 1024;

    private static readonly NameAttributeType[] Known =
    [
        new(Oids.CommonName, "CN", 64),
        new("2.5.4.4", "SN", 64),
        new(Oids.SerialNumber, "serialNumber", 64, UniversalTagNumber.PrintableString),
        new(Oids.Country, "C", 2, UniversalTagNumber.PrintableString),
        new("2.5.4.7", "L", 128),
        new("2.5.4.8", "ST", 128),
        new("2.5.4.9", "STREET", 128),
        new("2.5.4.10", "O", 64),
        new("2.5.4.11", "OU", 64),
        new("2.5.4.12", "title", 64),
        new("2.5.4.13", "description", 1024),
        new("2.5.4.15", "businessCategory", 128),
        new("2.5.4.17", "postalCode", 40),
        new("2.5.4.42", "givenName", 64),
        new("2.5.4.43", "initials", 64),
        new("2.5.4.44", "generationQualifier", 64),
        new(Oids.DnQualifier, "dnQualifier", 64, UniversalTagNumber.PrintableString),
        new("2.5.4.65", "pseudonym", 128),
        new("2.5.4.97", "organizationIdentifier", 256),
        new(Oids.EmailAddress, "emailAddress", 255, UniversalTagNumber.IA5String),
        new(Oids.DomainComponent, "DC", 63, UniversalTagNumber.IA5String),
        new("0.9.2342.19200300.100.1.1", "UID", 256),
    ];

    private static readonly Dictionary<string, NameAttributeType> ByOid = Known.ToDictionary(type => type.Oid);

    private static readonly Dictionary<string, NameAttributeType> ByName = new(
        [
            .. Known.Select(type => KeyValuePair.Create(type.ShortName, type)),
            .. new[] { ("E", "emailAddress"), ("GN", "givenName"), ("S", "ST"), ("surname", "SN"), ("T", "title") }
                .Select(alias => KeyValuePair.Create(alias.Item1, Known.Single(type => type.ShortName == alias.Item2))),
        ],
        StringComparer.OrdinalIgnoreCase);

    public static NameAttributeType? FindByOid(string oid) => ByOid.GetValueOrDefault(oid);

    public static NameAttributeType? FindByName(string name) => ByName.GetValueOrDefault(name);
}
