using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.Pkcs;
using Ucm.Pki.Asn1;
using Ucm.Pki.Pkcs12;

namespace Ucm.Pki.Keys;

/// <summary>
/// A private key as products write it in PEM: PKCS #8, with PBES2 or without (RFC 5958, RFC 8018), PKCS #1 (RFC 8017 §A.1.2) and SEC 1 (RFC 5915), with the headers
/// Proc-Type and DEK-Info or without. How much derivation an encrypted one asks for is looked at before anything is derived.
/// </summary>
public static class PrivateKeyPem
{
    /// <summary>Characters; RSA of 4096 bits takes a tenth.</summary>
    public const int MaxLength = 32 * 1024;

    private const int MaxBlocks = 8;

    /// <summary>The key as PKCS #8, which the caller zeroes. Faults: Malformed, and UnsupportedKey for one of a kind that is not used here.</summary>
    /// <param name="password">Null or empty for none.</param>
    public static bool TryRead(string pem, string? password, [NotNullWhen(true)] out byte[]? pkcs8, [NotNullWhen(false)] out PkiFault? fault)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return Decoding.TryDecode("private key", default, _ => Read(pem, password ?? string.Empty), out pkcs8, out fault);
    }

    private static byte[] Read(string pem, string password)
    {
        if (pem.Length > MaxLength || password.Length > Pkcs12Contents.MaxPassword)
        {
            throw Refuse($"A private key has at most {MaxLength} characters, and its password {Pkcs12Contents.MaxPassword}.");
        }

        // openssl ecparam writes the curve in a block of its own before the key.
        var keys = PemBlock.ReadAll(pem, MaxBlocks).Where(static block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)).ToList();
        if (keys is not [var key])
        {
            throw Refuse($"There must be exactly one private key in PEM (-----BEGIN PRIVATE KEY-----, or with ENCRYPTED, RSA or EC before PRIVATE); there are {keys.Count}.");
        }

        var encrypted = key.Label == "ENCRYPTED PRIVATE KEY" || key.Headers.Contains("ENCRYPTED", StringComparison.Ordinal);
        return encrypted && password.Length == 0
            ? throw Refuse("The private key is encrypted: its password is missing.")
            : key switch
            {
                { Label: "RSA PRIVATE KEY" or "EC PRIVATE KEY", Headers.Length: > 0 } => DecryptOld(key, password),
                { Label: "PRIVATE KEY" } => key.Decode(),
                { Label: "ENCRYPTED PRIVATE KEY" } => Decrypt(key.Decode(), password),
                { Label: "RSA PRIVATE KEY" } => FromRsa(key.Decode()),
                { Label: "EC PRIVATE KEY" } => FromEc(key.Decode()),
                _ => throw new PkiFaultException(PkiFaultKind.UnsupportedKey, $"A {key.Label} is not read here: convert it with openssl pkcs8 -topk8."),
            };
    }

    private static byte[] Decrypt(byte[] encrypted, string password)
    {
        new Pkcs12Work("private key").AddKey(encrypted);
        try
        {
            var info = Pkcs8PrivateKeyInfo.DecryptAndDecode(password, encrypted, out _);
            var pkcs8 = info.Encode();
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(info.PrivateKeyBytes).Span);
            return pkcs8;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentOutOfRangeException)
        {
            throw WrongPassword();
        }
    }

    private static byte[] FromRsa(byte[] pkcs1)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportRSAPrivateKey(pkcs1, out _);
            return key.ExportPkcs8PrivateKey();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs1);
        }
    }

    private static byte[] FromEc(byte[] sec1)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportECPrivateKey(sec1, out _);
            return key.ExportPkcs8PrivateKey();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sec1);
        }
    }

    /// <summary>Keys of OpenSSL before 1.0: one round of MD5 over the password, so there is nothing to bound.</summary>
    private static byte[] DecryptOld(PemBlock key, string password)
    {
        try
        {
            using var text = new StringReader(key.Text);
            using var reader = new PemReader(text, new Password(password));
            return reader.ReadObject() is AsymmetricCipherKeyPair pair
                ? PrivateKeyInfoFactory.CreatePrivateKeyInfo(pair.Private).GetDerEncoded()
                : throw WrongPassword();
        }
        catch (Exception fault) when (fault is IOException or CryptoException or ArgumentException or InvalidOperationException or FormatException)
        {
            throw WrongPassword();
        }
    }

    private static PkiFaultException WrongPassword() => Refuse("The password of the private key is wrong, or the key is damaged or encrypted in a way that is not read here.");

    private static PkiFaultException Refuse(string detail) => new(PkiFaultKind.Malformed, detail);

    private sealed class Password(string text) : IPasswordFinder
    {
        public char[] GetPassword() => text.ToCharArray();
    }
}
