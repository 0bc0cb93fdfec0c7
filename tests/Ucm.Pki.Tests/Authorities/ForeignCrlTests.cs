using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Pki.Authorities;
using Ucm.Pki.X509;
using Ucm.TestHosting;

namespace Ucm.Pki.Tests.Authorities;

/// <summary>CRLs that .NET made, and what becomes of damaged ones.</summary>
public sealed class ForeignCrlTests : IDisposable
{
    private static readonly DateTimeOffset LongAgo = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Fact]
    public void TryParse_Crl_HasItsEntriesAndItsSigner()
    {
        Root("ca");

        ForeignCrl.TryParse(Crl("ca"), out var crl, out var fault).ShouldBeTrue(fault?.Detail);

        crl!.Entries.Select(static entry => (Convert.ToHexString(entry.SerialNumber.Span), entry.Reason, entry.RevokedAt)).ShouldBe([("5AC3", 4, LongAgo), ("07", 0, LongAgo)]);
        crl.IsDelta.ShouldBeFalse();
        crl.CheckIssuer(Certificate("ca")).ShouldBeNull();
    }

    [Theory]
    [InlineData("", "Version 1", 0)]
    [InlineData(",superseded", "Version 2", 4)]
    [InlineData(",keyTime,20260101000000Z", "Version 2", 1)]
    [InlineData(",holdInstruction,holdInstructionReject", "Version 2", 6)]
    public void TryParse_CrlOfOpenSsl_IsReadInEitherVersion(string reason, string version, int expected)
    {
        Root("ca");
        File.WriteAllText(foreign.File("index.txt"), $"R\t300101000000Z\t260304050607Z{reason}\t5AC3\tunknown\t/CN=x\n");
        File.WriteAllText(foreign.File("ca.cnf"), "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=30\n");
        foreign.Run("ca", "-gencrl", "-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key", "-out", "old.pem");
        foreign.Run("crl", "-in", "old.pem", "-outform", "DER", "-out", "old.crl");
        foreign.Run("crl", "-in", "old.pem", "-noout", "-text").ShouldContain(version);

        ForeignCrl.TryParse(File.ReadAllBytes(foreign.File("old.crl")), out var crl, out var fault).ShouldBeTrue(fault?.Detail);

        var entry = crl!.Entries.ShouldHaveSingleItem();
        (Convert.ToHexString(entry.SerialNumber.Span), entry.Reason, entry.RevokedAt).ShouldBe(("5AC3", expected, LongAgo));
        (entry.InvalidityDate is not null).ShouldBe(expected == 1);
        (crl.NextUpdate - crl.ThisUpdate).ShouldBe(TimeSpan.FromDays(30));
        crl.HasCriticalExtension.ShouldBeFalse();
        crl.CheckIssuer(Certificate("ca")).ShouldBeNull();
    }

    [Fact]
    public void CheckIssuer_AnotherNameKeyOrAlgorithm_SaysWhich()
    {
        Root("ca");
        Root("other");
        new HomeMade(HomeMadeName.Of("ca")).WriteTo(foreign, "rekeyed");
        new HomeMade(HomeMadeName.Of(" CA", System.Formats.Asn1.UniversalTagNumber.PrintableString)) { Key = "ca" }.WriteTo(foreign, "same");
        ForeignCrl.TryParse(Crl("ca"), out var crl, out _).ShouldBeTrue();
        ForeignCrl.TryParse(WithSha224(Crl("ca")), out var old, out _).ShouldBeTrue();

        crl!.CheckIssuer(Certificate("other"))!.Detail.ShouldContain("another authority");
        crl.CheckIssuer(Certificate("rekeyed"))!.Detail.ShouldContain("earlier key");
        crl.CheckIssuer(Certificate("same")).ShouldBeNull();
        old!.CheckIssuer(Certificate("ca"))!.Detail.ShouldContain("ecdsa-with-SHA224");
    }

    [Fact]
    public void TryParse_AnyByteChanged_NeverThrows()
    {
        Root("ca");
        var der = Crl("ca");

        for (var i = 0; i < der.Length; i++)
        {
            foreach (var flip in new byte[] { 0x01, 0x80, 0xff })
            {
                var changed = (byte[])der.Clone();
                changed[i] ^= flip;
                if (ForeignCrl.TryParse(changed, out var crl, out _))
                {
                    _ = crl.CheckIssuer(Certificate("ca"));
                }
            }
        }

        ForeignCrl.TryParse(new byte[ForeignCrl.MaxLength + 1], out _, out var tooLong).ShouldBeFalse();
        tooLong!.Detail.ShouldContain("longer than");
    }

    private static byte[] WithSha224(byte[] crl)
    {
        ReadOnlySpan<byte> sha256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
        for (var at = crl.AsSpan().IndexOf(sha256); at >= 0; at = crl.AsSpan().IndexOf(sha256))
        {
            crl[at + sha256.Length - 1] = 0x01;
        }

        return crl;
    }

    private void Root(string name) => new HomeMade(HomeMadeName.Of(name)).WriteTo(foreign, name);

    private ParsedCertificate Certificate(string name)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(foreign.File($"{name}.pem"));
        return ParsedCertificate.Parse(certificate.RawData);
    }

    private byte[] Crl(string name)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(foreign.File($"{name}.pem"), foreign.File($"{name}.key"));
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry([0x5a, 0xc3], LongAgo, X509RevocationReason.Superseded);
        builder.AddEntry([0x07], LongAgo);
        return builder.Build(certificate, 42, LongAgo.AddYears(1), HashAlgorithmName.SHA256, thisUpdate: LongAgo);
    }
}
