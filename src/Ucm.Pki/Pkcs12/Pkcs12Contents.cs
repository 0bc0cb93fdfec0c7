using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Pkcs12;

/// <summary>
/// What a PKCS#12 file (RFC 7292) holds. The MAC is checked before anything else is believed. Disposing wipes the keys; copies that the runtime made while it decrypted are wiped as far
/// as it hands them out.
/// </summary>
public sealed class Pkcs12Contents : IDisposable
{
    /// <summary>Longest file that is read, in octets.</summary>
    public const int MaxLength = 128 * 1024;

    /// <summary>Longest password, in characters: deriving a key takes time in proportion.</summary>
    public const int MaxPassword = 256;

    private const int MaxBags = 64;

    private readonly List<byte[]> keys = [];
    private readonly List<ReadOnlyMemory<byte>> certificates = [];

    private Pkcs12Contents()
    {
    }

    /// <summary>PKCS #8 PrivateKeyInfo, DER.</summary>
    public IReadOnlyList<byte[]> Keys => keys;

    /// <summary>DER, each once.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates => certificates;

    /// <summary>Faults: Malformed, in words that tell a wrong password from a damaged file as far as the file itself does.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> file, string password, [NotNullWhen(true)] out Pkcs12Contents? contents, [NotNullWhen(false)] out PkiFault? fault)
    {
        ArgumentNullException.ThrowIfNull(password);
        return Decoding.TryDecode("PKCS#12 file", file, der => Read(der, password), out contents, out fault);
    }

    public void Dispose() => keys.ForEach(static key => CryptographicOperations.ZeroMemory(key));

    private static Pkcs12Contents Read(ReadOnlyMemory<byte> file, string password)
    {
        if (file.Length > MaxLength || password.Length is 0 or > MaxPassword)
        {
            throw Refuse($"A PKCS#12 file has at most {MaxLength} octets, and a password of 1 to {MaxPassword} characters.");
        }

        var work = new Pkcs12Work();
        work.AddFile(file);
        var info = Decode(file);
        if (info.IntegrityMode != Pkcs12IntegrityMode.Password)
        {
            throw Refuse("The PKCS#12 file has no MAC under its password.");
        }

        if (!info.VerifyMac(password))
        {
            throw Refuse("The password of the PKCS#12 file is wrong, or the file was changed.");
        }

        var contents = new Pkcs12Contents();
        try
        {
            contents.AddAll(info, password, work);
            return contents;
        }
        catch
        {
            contents.Dispose();
            throw;
        }
    }

    private static Pkcs12Info Decode(ReadOnlyMemory<byte> file)
    {
        var info = Pkcs12Info.Decode(file, out var read, skipCopy: true);
        return read == file.Length ? info : throw Refuse("Bytes follow the PKCS#12 file.");
    }

    private void AddAll(Pkcs12Info info, string password, Pkcs12Work work)
    {
        var bags = 0;
        foreach (var safe in info.AuthenticatedSafe)
        {
            var encrypted = safe.ConfidentialityMode == Pkcs12ConfidentialityMode.Password;
            if (encrypted)
            {
                Decrypt(() => safe.Decrypt(password));
            }
            else if (safe.ConfidentialityMode != Pkcs12ConfidentialityMode.None)
            {
                throw Refuse("A part of the PKCS#12 file is not encrypted under its password.");
            }

            foreach (var bag in safe.GetBags())
            {
                if (++bags > MaxBags)
                {
                    throw Refuse($"The PKCS#12 file has more than {MaxBags} entries.");
                }

                Add(bag, encrypted, password, work);
            }
        }
    }

    private void Add(Pkcs12SafeBag bag, bool encrypted, string password, Pkcs12Work work)
    {
        switch (bag)
        {
            case Pkcs12ShroudedKeyBag shrouded:
                work.AddKey(shrouded.EncryptedPkcs8PrivateKey);
                Decrypt(() => AddKey(Pkcs8PrivateKeyInfo.DecryptAndDecode(password, shrouded.EncryptedPkcs8PrivateKey, out _)));
                break;
            case Pkcs12KeyBag key when encrypted:
                keys.Add(key.Pkcs8PrivateKey.ToArray());
                Wipe(key.Pkcs8PrivateKey);
                break;
            case Pkcs12KeyBag:
                throw Refuse("The private key in the PKCS#12 file is not encrypted.");
            case Pkcs12CertBag { IsX509Certificate: true } certificate:
                AddCertificate(new AsnReader(certificate.EncodedCertificate, AsnEncodingRules.BER).ReadOctetString());
                break;
            default:
                throw Refuse("The PKCS#12 file holds something else than private keys and X.509 certificates.");
        }
    }

    /// <summary>The platform calls a ciphertext that is no whole number of blocks an argument out of range.</summary>
    private static void Decrypt(Action decrypt)
    {
        try
        {
            decrypt();
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Refuse("An encrypted part of the PKCS#12 file has no whole number of cipher blocks.");
        }
    }

    private void AddKey(Pkcs8PrivateKeyInfo info)
    {
        keys.Add(info.Encode());
        Wipe(info.PrivateKeyBytes);
    }

    private void AddCertificate(ReadOnlyMemory<byte> der)
    {
        if (!certificates.Exists(known => known.Span.SequenceEqual(der.Span)))
        {
            certificates.Add(der);
        }
    }

    private static void Wipe(ReadOnlyMemory<byte> secret) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(secret).Span);

    private static PkiFaultException Refuse(string detail) => new(PkiFaultKind.Malformed, detail);
}
