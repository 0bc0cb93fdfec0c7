using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace Ucm.Pki.Exports;

/// <summary>Private keys as <c>ENCRYPTED PRIVATE KEY</c> (RFC 7468 §11): PBES2 with AES-256-CBC and HMAC-SHA-256.</summary>
public static class EncryptedKeyPem
{
    private const int Iterations = 210_000;

    /// <summary>PEM with a newline at its end. The caller zeroes <paramref name="pkcs8"/>.</summary>
    public static string Write(ReadOnlyMemory<byte> pkcs8, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations);
        return PemEncoding.WriteString("ENCRYPTED PRIVATE KEY", Pkcs8PrivateKeyInfo.Decode(pkcs8, out _, skipCopy: true).Encrypt(password, parameters)) + "\n";
    }
}
