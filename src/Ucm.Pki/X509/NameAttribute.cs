namespace Ucm.Pki.X509;

/// <summary>One AttributeTypeAndValue (RFC 5280 §4.1.2.4).</summary>
/// <param name="Type">The OID, dotted.</param>
/// <param name="Value">The text; null when the value is not a character string.</param>
/// <param name="Encoded">The value's own DER, as read; empty for an attribute that was made from text.</param>
public sealed record NameAttribute(string Type, string? Value, ReadOnlyMemory<byte> Encoded);
