using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace Ucm.Pki.Exports;

/// <summary>Files that hold several certificates and no private key.</summary>
public static class CertificateFiles
{
    /// <summary>A degenerate SignedData (RFC 5652 §5.2), DER: the usual content of <c>.p7b</c>.</summary>
    public static byte[] Pkcs7(IEnumerable<ReadOnlyMemory<byte>> certificates)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        var collection = new X509Certificate2Collection();
        try
        {
            foreach (var der in certificates)
            {
                collection.Add(X509CertificateLoader.LoadCertificate(der.Span));
            }

            return collection.Export(X509ContentType.Pkcs7)!;
        }
        finally
        {
            foreach (var certificate in collection)
            {
                certificate.Dispose();
            }
        }
    }

    /// <summary>A Java keystore of trusted certificates. Each is listed under its alias; aliases are case-insensitive to Java.</summary>
    public static byte[] JavaKeyStore(IEnumerable<(string Alias, ReadOnlyMemory<byte> Der)> certificates, string password)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        ArgumentException.ThrowIfNullOrEmpty(password);
        var store = new JksStore();
        foreach (var (alias, der) in certificates)
        {
            store.SetCertificateEntry(alias, Read(der));
        }

        return Save(store, password);
    }

    /// <summary>
    /// A Java keystore of one private key and its certificates, both under the password. Its cipher is the format's own, which is weak: the password must be a strong one.
    /// The caller zeroes <paramref name="pkcs8"/>.
    /// </summary>
    /// <param name="chain">Nearest issuer first.</param>
    public static byte[] JavaKeyStore(
        string alias, ReadOnlyMemory<byte> certificate, IEnumerable<ReadOnlyMemory<byte>> chain, ReadOnlyMemory<byte> pkcs8, string password)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentException.ThrowIfNullOrEmpty(password);
        var store = new JksStore();
        store.SetKeyEntry(alias, PrivateKeyFactory.CreateKey(pkcs8.ToArray()), password.ToCharArray(), [Read(certificate), .. chain.Select(Read)]);
        return Save(store, password);
    }

    private static byte[] Save(JksStore store, string password)
    {
        using var file = new MemoryStream();
        store.Save(file, password.ToCharArray());
        return file.ToArray();
    }

    private static X509Certificate Read(ReadOnlyMemory<byte> der) => new X509CertificateParser().ReadCertificate(der.ToArray());
}
