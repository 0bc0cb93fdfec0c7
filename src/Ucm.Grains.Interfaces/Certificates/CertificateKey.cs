using System.Diagnostics.CodeAnalysis;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>Names one certificate: <c>issuing/01ab…</c> as a grain key, <c>issuing.01ab…</c> in URLs and JSON.</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-key")]
public readonly record struct CertificateKey([property: Id(0)] AuthorityId Authority, [property: Id(1)] SerialNumber Serial)
{
    /// <summary>The form used in URLs and JSON; a slug never contains a dot.</summary>
    public string ToId() => $"{Authority}.{Serial}";

    public override string ToString() => $"{Authority}/{Serial}";

    public static CertificateKey Parse(string grainKey) =>
        TryParse(grainKey, '/', out var key) ? key : throw new FormatException("Not a certificate key.");

    /// <summary>Reads the URL form.</summary>
    public static bool TryParseId([NotNullWhen(true)] string? id, out CertificateKey key) => TryParse(id, '.', out key);

    private static bool TryParse(string? text, char separator, out CertificateKey key)
    {
        key = default;
        var at = text?.IndexOf(separator, StringComparison.Ordinal) ?? -1;
        if (at <= 0 || !AuthorityId.TryParse(text![..at], out var authority) || !SerialNumber.TryParse(text[(at + 1)..], out var serial))
        {
            return false;
        }

        key = new CertificateKey(authority, serial);
        return true;
    }
}
