using Ucm.Pki.Crl;
using Ucm.Pki.Keys;
using Ucm.Pki.Tests.Ocsp;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Crl;

public sealed class CrlEncoderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Encode_FullCrl_ReadBackByOpenssl()
    {
        var entries = new CrlEntries();
        entries.Add(new CrlEntry([0x12, 0x34], At, 0, null));
        entries.Add(new CrlEntry([0x80, 0x01], At, 1, At.AddDays(-1)));

        var text = Text(entries, static header => header);

        text.ShouldContain("Version 2");
        text.ShouldContain("X509v3 CRL Number: \n                7");
        text.ShouldContain("keyid:01:02:03".Replace("keyid:", string.Empty, StringComparison.Ordinal));
        text.ShouldContain("Serial Number: 1234");
        text.ShouldContain("Serial Number: 8001");
        text.ShouldContain("Key Compromise");
        text.ShouldContain("Invalidity Date");
        text.ShouldNotContain("Unspecified");
    }

    [Fact]
    public void Encode_EmptyCrl_HasNoRevokedCertificates() =>
        Text(new CrlEntries(), static header => header).ShouldContain("No Revoked Certificates");

    [Fact]
    public void Encode_DeltaAndShard_AreCritical()
    {
        var text = Text(new CrlEntries(), static header => header with { BaseNumber = 6, DistributionPoint = "http://x/crl/a.crl" });

        text.ShouldContain("X509v3 Delta CRL Indicator: critical");
        text.ShouldContain("X509v3 Issuing Distribution Point: critical");
        text.ShouldContain("URI:http://x/crl/a.crl");
    }

    [Fact]
    public void Add_EntrySizes_Are39And53OctetsAtMost()
    {
        var serial = new byte[20];
        serial[0] = 1;
        var plain = new CrlEntries();
        plain.Add(new CrlEntry(serial, At, 0, null));
        var reasoned = new CrlEntries();
        reasoned.Add(new CrlEntry(serial, At, 1, null));

        plain.Encoded.Length.ShouldBeLessThanOrEqualTo(40);
        reasoned.Encoded.Length.ShouldBeLessThanOrEqualTo(56);
    }

    [Fact]
    public void CrlSerials_OwnCrl_GivesSerialsAndReasons()
    {
        var entries = new CrlEntries();
        entries.Add(new CrlEntry([0x80, 0x01], At, 6, null));
        var serials = new CrlSerials(Crl(entries, static header => header));

        serials.MoveNext().ShouldBeTrue();
        serials.SerialNumber.ToArray().ShouldBe([0x80, 0x01]);
        serials.Reason.ShouldBe(6);
        serials.MoveNext().ShouldBeFalse();
    }

    private static string Text(CrlEntries entries, Func<CrlHeader, CrlHeader> change) =>
        Reader.Run("openssl", ["crl", "-inform", "DER", "-in", "-", "-noout", "-text"], Crl(entries, change));

    private static byte[] Crl(CrlEntries entries, Func<CrlHeader, CrlHeader> change)
    {
        using var key = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        var header = change(new CrlHeader(DistinguishedName.Parse("CN=Test").Der, new byte[] { 1, 2, 3 }, key.SignatureAlgorithm, At, At.AddDays(1), 7));
        var toBeSigned = CrlEncoder.EncodeToBeSigned(header, entries);
        return CrlEncoder.Assemble(toBeSigned, key.SignatureAlgorithm.Span, key.Sign(toBeSigned));
    }
}
