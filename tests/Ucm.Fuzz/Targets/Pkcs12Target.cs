using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Ucm.Fuzz.Mutation;
using Ucm.Pki.Authorities;
using Ucm.Pki.Keys;

namespace Ucm.Fuzz.Targets;

/// <summary>PKCS#12 files of authorities: as they come, and with a mutated AuthenticatedSafe under a MAC that is right, which is what lies behind the password.</summary>
internal static class Pkcs12Target
{
    private const string Password = "fuzz";
    private const int Iterations = 1;
    private const string Data = "1.2.840.113549.1.7.1";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private static readonly Asn1Tag Content = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly byte[] Salt = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, Iterations);
    private static readonly Lazy<byte[]> MacKey = new(DeriveMacKey);
    private static readonly Lazy<List<byte[]>> Files = new(() => [Make(encrypted: false), Make(encrypted: true)]);

    public static FuzzTarget Create() => new("pkcs12", Files.Value, new DerMutator(), Accept);

    public static FuzzTarget CreateSealed() =>
        new("pkcs12-sealed", [.. Files.Value.Select(AuthenticatedSafeOf)], new DerMutator(), static safe => Accept(Seal(safe)));

    private static bool Accept(byte[] input)
    {
        if (!AuthorityFile.TryOpen(input, Password, out var file, out _))
        {
            return false;
        }

        file.Dispose();
        return true;
    }

    /// <summary>Key shrouded; certificates in clear, or in an encrypted part as most tools write them.</summary>
    private static byte[] Make(bool encrypted)
    {
        var pkcs8 = SigningKeys.ExportPkcs8(Samples.RootKey);
        var keys = new Pkcs12SafeContents();
        keys.AddSafeBag(new Pkcs12ShroudedKeyBag(Pkcs8PrivateKeyInfo.Decode(pkcs8, out _).Encrypt(Password, Encryption)));
        CryptographicOperations.ZeroMemory(pkcs8);
        var certificates = new Pkcs12SafeContents();
        foreach (var der in Samples.Certificates.Take(2))
        {
            certificates.AddSafeBag(new Pkcs12CertBag(new Oid("1.2.840.113549.1.9.22.1"), Octets(der)));
        }

        var builder = new Pkcs12Builder();
        builder.AddSafeContentsUnencrypted(keys);
        if (encrypted)
        {
            builder.AddSafeContentsEncrypted(certificates, Password, Encryption);
        }
        else
        {
            builder.AddSafeContentsUnencrypted(certificates);
        }

        builder.SealWithMac(Password, HashAlgorithmName.SHA256, Iterations);
        return builder.Encode();
    }

    private static byte[] Octets(byte[] content)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(content);
        return writer.Encode();
    }

    private static byte[] AuthenticatedSafeOf(byte[] file)
    {
        var pfx = new AsnReader(file, AsnEncodingRules.BER).ReadSequence();
        pfx.ReadInteger();
        var info = pfx.ReadSequence();
        info.ReadObjectIdentifier();
        return info.ReadSequence(Content).ReadOctetString();
    }

    /// <summary>PFX with MAC, RFC 7292 §4.</summary>
    private static byte[] Seal(byte[] safe)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(3);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Data);
                using (writer.PushSequence(Content))
                {
                    writer.WriteOctetString(safe);
                }
            }

            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(Sha256);
                        writer.WriteNull();
                    }

                    writer.WriteOctetString(HMACSHA256.HashData(MacKey.Value, safe));
                }

                writer.WriteOctetString(Salt);
                writer.WriteInteger(Iterations);
            }
        }

        return writer.Encode();
    }

    private static byte[] DeriveMacKey()
    {
        var generator = new Pkcs12ParametersGenerator(new Sha256Digest());
        generator.Init(PbeParametersGenerator.Pkcs12PasswordToBytes(Password.ToCharArray()), Salt, Iterations);
        return ((KeyParameter)generator.GenerateDerivedMacParameters(256)).GetKey();
    }
}
