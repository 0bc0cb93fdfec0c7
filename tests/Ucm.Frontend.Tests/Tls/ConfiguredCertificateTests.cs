using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.Frontend.Hosting;
using Ucm.Frontend.Tls;

namespace Ucm.Frontend.Tests.Tls;

/// <summary>TLS files of the operator's own: the leaf is found by its key, and what cannot be used is one line with the path and the reason.</summary>
public sealed class ConfiguredCertificateTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ucm-tls-").FullName;
    private readonly Made root = new("CN=root", null, authority: true);
    private readonly Made issuing;
    private readonly Made leaf;

    public ConfiguredCertificateTests()
    {
        issuing = new Made("CN=issuing", root, authority: true);
        leaf = new Made("CN=leaf", issuing, authority: false);
    }

    private string LeafKey => leaf.Key.ExportPkcs8PrivateKeyPem();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Load_IssuersInAnyOrder_TheLeafIsFoundByItsKeyAndTheChainIsInOrderWithoutTheRoot()
    {
        string[] orders = [leaf.Pem + issuing.Pem + root.Pem, root.Pem + issuing.Pem + leaf.Pem, issuing.Pem + leaf.Pem + root.Pem];
        foreach (var pem in orders)
        {
            var (certificate, chain) = ConfiguredCertificate.Load(Write("all.pem", pem), Write("leaf.key", LeafKey));

            certificate.Subject.ShouldBe("CN=leaf");
            certificate.HasPrivateKey.ShouldBeTrue();
            chain.ShouldHaveSingleItem().Subject.ShouldBe("CN=issuing");
        }
    }

    [Fact]
    public void Load_KeyInTheSameFile_IsFound() =>
        ConfiguredCertificate.Load(Write("both.pem", LeafKey + "\n" + leaf.Pem), null).Certificate.HasPrivateKey.ShouldBeTrue();

    [Fact]
    public void Load_Rsa_Works()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=rsa", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));

        ConfiguredCertificate.Load(Write("rsa.pem", certificate.ExportCertificatePem()), Write("rsa.key", key.ExportRSAPrivateKeyPem())).Certificate.HasPrivateKey.ShouldBeTrue();
    }

    [Fact]
    public void Load_WhatCannotBeUsed_IsOneLineWithThePathAndTheReason()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var good = Write("leaf.pem", leaf.Pem);
        var key = Write("leaf.key", LeafKey);
        var encrypted = leaf.Key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        (string Path, string Key, string Named, string Reason)[] cases =
        [
            (good, Write("other.key", other.ExportPkcs8PrivateKeyPem()), "other.key", "belongs to none of the 1 certificates"),
            (Path.Combine(directory, "none.pem"), key, "none.pem", "no such file"),
            (good, Path.Combine(directory, "none.key"), "none.key", "no such file"),
            (directory, key, directory, "cannot be read"),
            (good, Write("encrypted.key", encrypted), "encrypted.key", "is encrypted"),
            (Write("leaf.der", leaf.Certificate.RawData), key, "leaf.der", "DER"),
            (Write("leaf.p12", leaf.Certificate.Export(X509ContentType.Pkcs12)), key, "leaf.p12", "PKCS#12"),
            (good, Write("leaf.key.der", leaf.Key.ExportPkcs8PrivateKey()), "leaf.key.der", "DER"),
            (good, Write("ed25519.key", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n"), "ed25519.key", "neither RSA nor ECDSA"),
            (Write("empty.pem", string.Empty), key, "empty.pem", "PEM"),
            (Write("cut.pem", leaf.Pem[..200]), key, "cut.pem", "no whole certificate"),
            (Write("broken.pem", leaf.Pem.Replace("MI", "MJ", StringComparison.Ordinal)), key, "broken.pem", "cannot be read"),
        ];

        foreach (var (path, keyPath, named, reason) in cases)
        {
            var fault = Should.Throw<StartupException>(() => ConfiguredCertificate.Load(path, keyPath), named);

            fault.Message.ShouldContain(named);
            fault.Message.ShouldContain(reason);
            fault.Message.ShouldNotContain('\n');
        }
    }

    private string Write(string name, string text) => Write(name, System.Text.Encoding.ASCII.GetBytes(text));

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private sealed class Made
    {
        public Made(string name, Made? issuer, bool authority)
        {
            var request = new CertificateRequest(name, Key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
            var (from, to) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
            Certificate = issuer is null
                ? request.CreateSelfSigned(from, to)
                : request.Create(issuer.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(issuer.Key), from, to, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(Key);
        }

        public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public X509Certificate2 Certificate { get; }

        public string Pem => Certificate.ExportCertificatePem() + "\n";
    }
}
