using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>A distinguished name (RFC 5280 §4.1.2.4): its DER, its attributes, and its text (RFC 4514). Equal when the DER is.</summary>
public sealed class DistinguishedName : IEquatable<DistinguishedName>
{
    private string? text;

    internal DistinguishedName(ReadOnlyMemory<byte> der, IReadOnlyList<IReadOnlyList<NameAttribute>> relativeNames)
    {
        Der = der;
        RelativeNames = relativeNames;
    }

    /// <summary>The name without any RDN.</summary>
    public static DistinguishedName Empty { get; } = new(new byte[] { 0x30, 0x00 }, []);

    /// <summary>The Name as it was read, or as it is encoded here: UTF8String but for country, serialNumber, dnQualifier (PrintableString), email and DC (IA5String).</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>RDNs in the order of the encoding, each of one or more attributes.</summary>
    public IReadOnlyList<IReadOnlyList<NameAttribute>> RelativeNames { get; }

    public IEnumerable<NameAttribute> Attributes => RelativeNames.SelectMany(attributes => attributes);

    public bool IsEmpty => RelativeNames.Count == 0;

    /// <summary>The most specific (last) common name; null when there is none.</summary>
    public string? CommonName => Attributes.LastOrDefault(attribute => attribute.Type == Oids.CommonName)?.Value;

    /// <summary>Reads RFC 4514 text, such as <c>CN=issuing,O=Example,C=DE</c>: most specific first. Faults: Name.</summary>
    public static bool TryParse(string rfc4514, [NotNullWhen(true)] out DistinguishedName? name, [NotNullWhen(false)] out PkiFault? fault)
    {
        try
        {
            name = DistinguishedNameWriter.FromAttributes(DistinguishedNameText.Parse(rfc4514));
            fault = null;
            return true;
        }
        catch (PkiFaultException exception)
        {
            name = null;
            fault = exception.Fault;
            return false;
        }
    }

    /// <summary>For text of our own making.</summary>
    /// <exception cref="FormatException">Not a distinguished name.</exception>
    public static DistinguishedName Parse(string rfc4514) => TryParse(rfc4514, out var name, out var fault) ? name : throw new FormatException(fault.Detail);

    /// <summary>Reads a DER Name; an empty RDN is malformed. Faults: Malformed.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> der, [NotNullWhen(true)] out DistinguishedName? name, [NotNullWhen(false)] out PkiFault? fault) =>
        Decoding.TryDecode("distinguished name", der, DistinguishedNameReader.Read, out name, out fault);

    /// <summary>For an encoding of our own making.</summary>
    /// <exception cref="CryptographicException">Not a Name.</exception>
    public static DistinguishedName Decode(ReadOnlyMemory<byte> der) =>
        TryDecode(der, out var name, out var fault) ? name : throw new CryptographicException(fault.Detail);

    /// <summary>The name with these RDNs only, in the string types of <see cref="Der"/>. Faults: Name (lengths, characters, country codes, empty or padded values).</summary>
    public static bool TryCreate(
        IReadOnlyList<IReadOnlyList<NameAttribute>> relativeNames,
        [NotNullWhen(true)] out DistinguishedName? name,
        [NotNullWhen(false)] out PkiFault? fault)
    {
        name = null;
        fault = DistinguishedNameRules.Check(relativeNames);
        if (fault is null)
        {
            name = DistinguishedNameWriter.FromAttributes(relativeNames);
        }

        return name is not null;
    }

    /// <summary>RFC 4514 text; most specific first.</summary>
    public override string ToString() => text ??= DistinguishedNameText.Print(RelativeNames);

    /// <summary>
    /// Whether the names are the same by value (RFC 5280 §7.1): letter case, repeated spaces and the string types do not count. What is written is
    /// always the octets.
    /// </summary>
    public bool Matches(DistinguishedName other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Equals(other)
            || (RelativeNames.Count == other.RelativeNames.Count && RelativeNames.Zip(other.RelativeNames).All(static pair => NameMatching.SameRelativeName(pair.First, pair.Second)));
    }

    public bool Equals(DistinguishedName? other) => other is not null && Der.Span.SequenceEqual(other.Der.Span);

    public override bool Equals(object? obj) => Equals(obj as DistinguishedName);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Der.Span);
        return hash.ToHashCode();
    }
}
