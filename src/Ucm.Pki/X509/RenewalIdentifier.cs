using System.Diagnostics.CodeAnalysis;
using Ucm.Pki.Jose;

namespace Ucm.Pki.X509;

/// <summary>
/// The unique identifier of a certificate in ACME renewal information (RFC 9773 §4.1): the issuer's key identifier and the serial number, each in
/// base64url, with a dot between them.
/// </summary>
/// <param name="KeyIdentifier">1 to 64 octets.</param>
/// <param name="Serial">1 to 20 octets, big-endian, positive, without leading zero octets.</param>
public sealed record RenewalIdentifier(ReadOnlyMemory<byte> KeyIdentifier, ReadOnlyMemory<byte> Serial)
{
    private const int MaxKeyIdentifier = 64;

    /// <summary>Two parts of 64 and 21 octets and the dot.</summary>
    private const int MaxLength = 86 + 1 + 28;

    /// <summary>Null for a certificate without an authority key identifier.</summary>
    public static RenewalIdentifier? Of(ParsedCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return certificate.AuthorityKeyIdentifier is { } issuer ? new RenewalIdentifier(issuer, certificate.SerialNumber.TrimStart((byte)0)) : null;
    }

    /// <summary>Strict: no padding, and the serial number as DER has it, with a leading zero octet where its first bit is set and none elsewhere.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RenewalIdentifier? identifier)
    {
        ArgumentNullException.ThrowIfNull(text);
        identifier = null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (text.Length > MaxLength || dot <= 0
            || !Base64UrlText.TryDecode(text[..dot], out var key)
            || !Base64UrlText.TryDecode(text[(dot + 1)..], out var serial))
        {
            return false;
        }

        identifier = key.Length is > 0 and <= MaxKeyIdentifier && IsPositiveInteger(serial)
            ? new RenewalIdentifier(key, serial.AsMemory().TrimStart((byte)0))
            : null;
        return identifier is not null;
    }

    public bool Equals(RenewalIdentifier? other) =>
        other is not null && KeyIdentifier.Span.SequenceEqual(other.KeyIdentifier.Span) && Serial.Span.SequenceEqual(other.Serial.Span);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(KeyIdentifier.Span);
        hash.AddBytes(Serial.Span);
        return hash.ToHashCode();
    }

    public override string ToString()
    {
        var serial = Serial.Span;
        return $"{Base64UrlText.Encode(KeyIdentifier.Span)}.{Base64UrlText.Encode(serial[0] >= 0x80 ? [0, .. serial] : serial)}";
    }

    /// <summary>The content octets of a DER INTEGER (X.690 §8.3): as few as possible.</summary>
    private static bool IsPositiveInteger(ReadOnlySpan<byte> octets) => octets switch
    {
        [] or [>= 0x80, ..] or [0] or [0, < 0x80, ..] => false,
        [0, ..] => octets.Length <= SerialNumbers.MaxOctets + 1,
        _ => octets.Length <= SerialNumbers.MaxOctets,
    };
}
