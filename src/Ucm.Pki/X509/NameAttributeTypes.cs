using System.Diagnostics.CodeAnalysis;

namespace Ucm.Pki.X509;

/// <summary>Attribute types of distinguished names by their short names (RFC 4514 §3, RFC 4519), such as <c>CN</c>, <c>O</c>, <c>serialNumber</c>.</summary>
public static class NameAttributeTypes
{
    /// <summary>The OID of a short name, whatever its case, or of a dotted OID itself.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? oid)
    {
        oid = NameAttributeType.FindByName(text)?.Oid ?? (ObjectIdentifiers.IsDotted(text) ? text : null);
        return oid is not null;
    }

    /// <summary>The short name, or the OID itself when it has none.</summary>
    public static string ToName(string oid) => NameAttributeType.FindByOid(oid)?.ShortName ?? oid;
}
