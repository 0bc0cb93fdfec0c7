using Ucm.Pki.Authorities;
using Ucm.Pki.Keys;
using Ucm.Pki.Pkcs12;
using Ucm.TestHosting;
using static Ucm.TestHosting.ForeignAuthority;

namespace Ucm.Pki.Tests.Authorities;

/// <summary>PKCS#12 files that openssl made.</summary>
public sealed class AuthorityFileTests : IDisposable
{
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Theory]
    [InlineData("rsa:2048", null, KeyAlgorithm.Rsa2048)]
    [InlineData("rsa:4096", null, KeyAlgorithm.Rsa4096)]
    [InlineData("ec", "P-256", KeyAlgorithm.EcdsaP256)]
    [InlineData("ec", "P-384", KeyAlgorithm.EcdsaP384)]
    [InlineData("ed25519", null, KeyAlgorithm.Ed25519)]
    public void TryOpen_KeyOfEachAlgorithm_IsReadAndSigns(string kind, string? curve, KeyAlgorithm expected)
    {
        string[] key = curve is null ? ["-newkey", kind] : ["-newkey", kind, "-pkeyopt", $"ec_paramgen_curve:{curve}"];
        foreign.Root("root", key);

        AuthorityFile.TryOpen(foreign.Export("root"), Password, out var file, out var fault).ShouldBeTrue(fault?.Detail);

        using (file)
        {
            file!.Key.Algorithm.ShouldBe(expected);
            file.Certificate.Subject.CommonName.ShouldBe("root");
            file.Others.ShouldBeEmpty();
            file.PublicKey.Verify("x"u8, file.Key.Sign("x"u8), file.Key.SignatureAlgorithm.Span).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("-legacy")]
    [InlineData("-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES", "-macalg", "sha1")]
    [InlineData("-certpbe", "NONE")]
    [InlineData("-iter", "600000", "-maciter")]
    public void TryOpen_OtherEncryptions_AreRead(params string[] options)
    {
        foreign.Root("root", Rsa2048);

        AuthorityFile.TryOpen(foreign.Export("root", null, options), Password, out var file, out var fault).ShouldBeTrue(fault?.Detail);
        file!.Dispose();
    }

    [Theory]
    [InlineData("The PKCS#12 file has no MAC", "-nomac")]
    [InlineData("The private key in the PKCS#12 file is not encrypted", "-keypbe", "NONE")]
    [InlineData("asks for more than 2500000 iterations", "-iter", "2000000")]
    public void TryOpen_UnsafeFile_IsRefused(string expected, params string[] options)
    {
        foreign.Root("root", P256);

        Refused(foreign.Export("root", null, options)).ShouldContain(expected);
    }

    [Fact]
    public void TryOpen_WrongPasswordOrChangedFile_IsRefusedWithoutThePassword()
    {
        foreign.Root("root", P256);
        var file = foreign.Export("root");

        Refused(file, "wrong password").ShouldBe("The password of the PKCS#12 file is wrong, or the file was changed.");
        Refused([.. file, 0]).ShouldContain("Bytes follow");
        Refused(new byte[Pkcs12Contents.MaxLength + 1]).ShouldContain("at most");
        Refused(file, string.Empty).ShouldContain("password of 1 to 256");
        Refused("not a file"u8.ToArray()).ShouldBe("The PKCS#12 file is not valid DER.");
    }

    [Fact]
    public void TryOpen_NotOneKeyWithItsCertificate_IsRefused()
    {
        foreign.Root("root", P256);
        foreign.Root("small", ["-newkey", "rsa:1024"]);

        Refused(foreign.ExportNoKey("root")).ShouldContain("exactly one private key; it holds 0");
        Refused(foreign.Export("small")).ShouldContain("RSA of 2048");
    }

    [Fact]
    public void TryOpen_AnyByteChanged_NeverThrows()
    {
        foreign.Root("root", P256);
        var file = foreign.Export("root", null, "-iter", "1");

        for (var i = 0; i < file.Length; i++)
        {
            foreach (var flip in new byte[] { 0x01, 0x80, 0xff })
            {
                var changed = (byte[])file.Clone();
                changed[i] ^= flip;
                if (AuthorityFile.TryOpen(changed, Password, out var opened, out _))
                {
                    opened.Dispose();
                }
            }
        }
    }

    private static string Refused(byte[] file, string password = Password)
    {
        AuthorityFile.TryOpen(file, password, out _, out var fault).ShouldBeFalse();
        fault!.Detail.ShouldNotContain(Password);
        return fault.Detail;
    }
}
