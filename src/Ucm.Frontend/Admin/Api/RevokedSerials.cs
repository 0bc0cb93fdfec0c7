using System.Security.Cryptography;
using Ucm.Frontend.Http;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Authorities;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Admin.Api;

/// <summary>What was revoked elsewhere, out of a list or out of an old CRL: each serial as it was given, and what it means or why it means nothing.</summary>
internal static class RevokedSerials
{
    public const int MaxListed = 10_000;

    /// <summary>Of a CRL.</summary>
    private const int MaxEntries = 100_000;
    private const string CrlLabel = "X509 CRL";

    /// <summary>Refusals: Malformed for the whole; what is wrong with one item is that item's.</summary>
    public static Outcome<List<GivenSerial>> OfList(IReadOnlyList<RevokedSerialItem?> items) => items.Count is > 0 and <= MaxListed
        ? items.Select(static item => new GivenSerial(item?.Serial, Read(item))).ToList()
        : new Refusal(RefusalCode.Malformed, $"There are 1 to {MaxListed} serial numbers at a time; these are {items.Count}.");

    /// <summary>Refusals: Malformed, PolicyViolation for a CRL that is not this authority's own full one.</summary>
    public static Outcome<List<GivenSerial>> OfCrl(string text, ParsedCertificate authority)
    {
        if (ToDer(text) is not { } der)
        {
            return new Refusal(RefusalCode.Malformed, "The CRL is neither PEM nor base64 of the DER.");
        }

        if (!ForeignCrl.TryParse(der, out var crl, out var fault))
        {
            return new Refusal(RefusalCode.Malformed, fault.Detail);
        }

        if (crl.CheckIssuer(authority) is { } foreign)
        {
            return new Refusal(RefusalCode.PolicyViolation, foreign.Detail);
        }

        if (crl.IsDelta)
        {
            return new Refusal(RefusalCode.PolicyViolation, "It is a delta CRL, which lists changes only: upload the full CRL.");
        }

        return crl.Entries.Count is > 0 and <= MaxEntries
            ? crl.Entries.Select(static entry => new GivenSerial(Convert.ToHexStringLower(entry.SerialNumber.Span), Read(entry))).ToList()
            : new Refusal(RefusalCode.Malformed, $"The CRL lists {crl.Entries.Count} certificates; 1 to {MaxEntries} can be imported at a time.");
    }

    private static Outcome<RevokedSerial> Read(RevokedSerialItem? item)
    {
        if (!SerialNumber.TryParse(item?.Serial?.Replace(":", string.Empty, StringComparison.Ordinal), out var serial))
        {
            return Malformed("The serial number is not 1 to 20 octets in hexadecimal, or is zero.");
        }

        if (!Rfc3339.TryParse(item!.RevokedAt ?? string.Empty, out var revokedAt))
        {
            return Malformed($"revoked_at is missing or no time. {Rfc3339.Advice}");
        }

        return RevocationReasonNames.TryParse(item.Reason, out var reason)
            ? new RevokedSerial(serial, new ImportedRevocation(reason, revokedAt), null)
            : NoReason();
    }

    private static Outcome<RevokedSerial> Read(ForeignCrlEntry entry)
    {
        if (entry.OfAnotherIssuer)
        {
            return new Refusal(RefusalCode.PolicyViolation, "The entry is about a certificate of another issuer (an indirect CRL).");
        }

        var octets = entry.SerialNumber.Span;
        if (octets[0] >= 0x80 || octets.TrimStart((byte)0).Length is 0 or > SerialNumber.MaxOctets)
        {
            return Malformed("The serial number is not positive, or longer than 20 octets.");
        }

        // A reason from a later standard is still a revocation.
        var reason = (RevocationReason)entry.Reason;
        return reason == RevocationReason.RemoveFromCrl
            ? NoReason()
            : new RevokedSerial(
                SerialNumber.FromBytes(octets), new ImportedRevocation(Enum.IsDefined(reason) ? reason : RevocationReason.Unspecified, entry.RevokedAt), entry.InvalidityDate);
    }

    private static Refusal Malformed(string detail) => new(RefusalCode.Malformed, detail);

    private static Refusal NoReason() =>
        new(RefusalCode.BadRevocationReason, "The reason is not one of RFC 5280 §5.3.1 that a certificate can be revoked for.");

    private static byte[]? ToDer(string text)
    {
        var base64 = text.AsSpan();
        if (PemEncoding.TryFind(text, out var pem))
        {
            if (text[pem.Label] != CrlLabel)
            {
                return null;
            }

            base64 = base64[pem.Base64Data];
        }

        var buffer = new byte[(base64.Length / 4 * 3) + 3];
        return Convert.TryFromBase64Chars(base64, buffer, out var length) && length > 0 ? buffer[..length] : null;
    }
}

/// <summary>One of the request.</summary>
/// <param name="Text">The serial number as it was given.</param>
internal sealed record GivenSerial(string? Text, Outcome<RevokedSerial> Revoked);
