using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ucm.Frontend.Tls;

/// <summary>A listener's certificate with its key, and the issuers to send along.</summary>
internal sealed record ServerCertificate(X509Certificate2 Certificate, X509Certificate2Collection Chain)
{
    /// <summary>After two thirds of its life.</summary>
    public DateTimeOffset RenewAt => new(Certificate.NotBefore + ((Certificate.NotAfter - Certificate.NotBefore) * 2 / 3));

    /// <summary>
    /// The names that were asked for, a line feed, and a PKCS#12 file without a password; for a store that seals it, and for the caller to zero.
    /// </summary>
    public byte[] Pack(string names)
    {
        var file = new X509Certificate2Collection(Chain) { Certificate }.Export(X509ContentType.Pkcs12)!;
        try
        {
            return [.. Encoding.ASCII.GetBytes(names), (byte)'\n', .. file];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }

    /// <summary>Null when it was packed for other names, or is nothing that was packed.</summary>
    public static ServerCertificate? Unpack(ReadOnlySpan<byte> content, string names)
    {
        if (content.IndexOf((byte)'\n') is not (>= 0 and var end) || Encoding.ASCII.GetString(content[..end]) != names)
        {
            return null;
        }

        try
        {
            var all = X509CertificateLoader.LoadPkcs12Collection(content[(end + 1)..], password: null, X509KeyStorageFlags.Exportable);
            return all.FirstOrDefault(static one => one.HasPrivateKey) is { } own ? new ServerCertificate(own, [.. all.Where(one => one != own)]) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
