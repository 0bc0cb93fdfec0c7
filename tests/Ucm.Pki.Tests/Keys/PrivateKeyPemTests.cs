using Ucm.Pki.Keys;
using Ucm.TestHosting;

namespace Ucm.Pki.Tests.Keys;

/// <summary>Private keys as openssl writes them.</summary>
public sealed class PrivateKeyPemTests : IDisposable
{
    private const string Password = "a password";
    private readonly ForeignAuthority openssl = new();

    public PrivateKeyPemTests()
    {
        openssl.Run("genrsa", "-out", "rsa.pem", "2048");
        openssl.Run("ecparam", "-name", "prime256v1", "-genkey", "-out", "ec.pem");
    }

    public void Dispose() => openssl.Dispose();

    public static TheoryData<string, string[]> Clear => new()
    {
        { "pkcs8 rsa", ["pkcs8", "-topk8", "-nocrypt", "-in", "rsa.pem"] },
        { "pkcs8 ec", ["pkcs8", "-topk8", "-nocrypt", "-in", "ec.pem"] },
        { "pkcs1", ["rsa", "-in", "rsa.pem", "-traditional"] },
        { "sec1", ["ec", "-in", "ec.pem"] },
        { "sec1 after its curve", ["ecparam", "-name", "secp384r1", "-genkey"] },
        { "ed25519", ["genpkey", "-algorithm", "ed25519"] },
    };

    public static TheoryData<string, string[]> Encrypted => new()
    {
        { "pbes2", ["pkcs8", "-topk8", "-in", "ec.pem", "-v2", "aes-256-cbc", "-iter", "100000"] },
        { "pbes1", ["pkcs8", "-topk8", "-in", "rsa.pem", "-v1", "PBE-SHA1-3DES"] },
        { "old rsa", ["rsa", "-in", "rsa.pem", "-traditional", "-aes256"] },
        { "old rsa 3des", ["rsa", "-in", "rsa.pem", "-traditional", "-des3"] },
        { "old ec", ["ec", "-in", "ec.pem", "-aes128"] },
    };

    [Theory]
    [MemberData(nameof(Clear))]
    public void TryRead_NotEncrypted_Signs(string kind, string[] command)
    {
        var pem = Make(command);

        PrivateKeyPem.TryRead(pem, null, out var pkcs8, out var fault).ShouldBeTrue($"{kind}: {fault?.Detail}");

        using var key = SigningKeys.Import(pkcs8);
        key.Sign("x"u8).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Encrypted))]
    public void TryRead_Encrypted_NeedsThePassword(string kind, string[] command)
    {
        var pem = Make([.. command, "-passout", $"pass:{Password}"]);

        PrivateKeyPem.TryRead(pem, Password, out var pkcs8, out var fault).ShouldBeTrue($"{kind}: {fault?.Detail}");
        PrivateKeyPem.TryRead(pem, "another", out _, out var wrong).ShouldBeFalse();
        PrivateKeyPem.TryRead(pem, null, out _, out var missing).ShouldBeFalse();

        using var key = SigningKeys.Import(pkcs8);
        key.Sign("x"u8).ShouldNotBeEmpty();
        wrong!.Kind.ShouldBe(PkiFaultKind.Malformed);
        wrong.Detail.ShouldContain("password");
        missing!.Detail.ShouldContain("password is missing");
    }

    [Fact]
    public void TryRead_TooMuchDerivation_IsRefusedBeforeItIsDone()
    {
        var pem = Make(["pkcs8", "-topk8", "-in", "ec.pem", "-iter", "2600000", "-passout", $"pass:{Password}"]);

        PrivateKeyPem.TryRead(pem, Password, out _, out var fault).ShouldBeFalse();

        fault!.Detail.ShouldContain("more than 2500000 iterations");
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA")]
    [InlineData("-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")]
    public void TryRead_SomethingElse_Malformed(string pem)
    {
        PrivateKeyPem.TryRead(pem, Password, out _, out var fault).ShouldBeFalse();

        fault!.Kind.ShouldBe(PkiFaultKind.Malformed);
    }

    private string Make(string[] command)
    {
        openssl.Run([.. command, "-out", "made.pem"]);
        return File.ReadAllText(openssl.File("made.pem"));
    }
}
