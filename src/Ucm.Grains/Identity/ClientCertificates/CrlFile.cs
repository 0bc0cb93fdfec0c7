using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Ucm.Pki.Authorities;
using Ucm.Pki.X509;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>A CRL from a file, with the serial numbers that it lists.</summary>
internal sealed class CrlFile
{
    private readonly HashSet<string> serials;
    private ReadOnlyMemory<byte> verifiedWith;

    private CrlFile(ForeignCrl crl)
    {
        Crl = crl;
        serials = [.. crl.Entries.Select(static entry => Serial(entry.SerialNumber))];
    }

    public ForeignCrl Crl { get; }

    /// <summary>True when the authority signed the list. Its last yes is kept: a session asks every second.</summary>
    public bool IsOf(ParsedCertificate authority)
    {
        if (verifiedWith.Span.SequenceEqual(authority.Der.Span))
        {
            return true;
        }

        if (Crl.CheckIssuer(authority) is not null || authority.KeyUsage?.HasFlag(KeyUsages.CrlSign) == false)
        {
            return false;
        }

        verifiedWith = authority.Der;
        return true;
    }

    public bool Lists(ParsedCertificate certificate) => serials.Contains(Serial(certificate.SerialNumber));

    public bool IsCurrent(DateTimeOffset now) => Crl.ThisUpdate <= now && now <= Crl.NextUpdate;

    /// <summary>PEM or DER. A list that speaks of some certificates only is refused: silence of such a list would be no answer.</summary>
    public static bool TryRead(string file, [NotNullWhen(true)] out CrlFile? list, [NotNullWhen(false)] out string? fault)
    {
        list = null;
        try
        {
            if (new FileInfo(file).Length > 2L * ForeignCrl.MaxLength)
            {
                fault = $"the file '{file}' is longer than a CRL that is read.";
            }
            else if (!ForeignCrl.TryParse(Decode(File.ReadAllBytes(file)), out var crl, out var unreadable))
            {
                fault = $"the file '{file}' has no CRL: {unreadable.Detail}";
            }
            else if (crl.IsDelta || crl.HasCriticalExtension)
            {
                fault = $"the CRL in '{file}' is a delta or speaks of some certificates only (it has a critical extension); a full one is needed.";
            }
            else
            {
                (list, fault) = (new CrlFile(crl), null);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            fault = $"the file '{file}' cannot be read: {exception.Message}";
        }

        return list is not null;
    }

    private static byte[] Decode(byte[] content)
    {
        if (!content.AsSpan().TrimStart(" \r\n\t"u8).StartsWith("-----BEGIN"u8))
        {
            return content;
        }

        var text = Encoding.ASCII.GetString(content);
        return PemEncoding.TryFind(text, out var fields) ? Convert.FromBase64String(text[fields.Base64Data]) : content;
    }

    private static string Serial(ReadOnlyMemory<byte> octets) => Convert.ToHexString(octets.Span.TrimStart((byte)0));
}
