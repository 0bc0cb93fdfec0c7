using Ucm.Pki.Crl;
using Ucm.Pki.Keys;
using Ucm.Pki.Tests.Ocsp;

namespace Ucm.Pki.Tests.Crl;

public sealed class CrlEncoderTests
{
    [Fact]
    public void Encode_FullCrl_ReadBackByOpenssl()
    {
        var text = Text(
            static entries =>
            {
                entries.Add(new CrlEntry([0x12, 0x34], TestCrls.At, 0, null));
                entries.Add(new CrlEntry([0x80, 0x01], TestCrls.At, 1, TestCrls.At.AddDays(-1)));
            },
            static header => header);

        text.ShouldContain("Version 2");
        text.ShouldContain("X509v3 CRL Number: \n                7");
        text.ShouldContain("01:02:03");
        text.ShouldContain("Serial Number: 1234");
        text.ShouldContain("Serial Number: 8001");
        text.ShouldContain("Key Compromise");
        text.ShouldContain("Invalidity Date");
        text.ShouldNotContain("Unspecified");
    }

    [Fact]
    public void Encode_OnHoldAndNot_NoHoldInstruction()
    {
        var text = Text(
            static entries =>
            {
                entries.Add(new CrlEntry([0x12], TestCrls.At, 6, null));
                entries.Add(new CrlEntry([0x13], TestCrls.At, 1, null));
            },
            static header => header);

        text.ShouldContain("Certificate Hold");
        text.ShouldNotContain("Hold Instruction");
    }

    [Fact]
    public void Encode_EmptyCrl_HasNoRevokedCertificates() =>
        Text(static _ => { }, static header => header).ShouldContain("No Revoked Certificates");

    [Fact]
    public void Encode_DeltaAndShard_AreCritical()
    {
        var text = Text(static _ => { }, static header => header with { BaseNumber = 6, DistributionPoint = "http://x/crl/a/1.crl" });

        text.ShouldContain("X509v3 Delta CRL Indicator: critical");
        text.ShouldContain("X509v3 Issuing Distribution Point: critical");
        text.ShouldContain("URI:http://x/crl/a/1.crl");
    }

    [Fact]
    public void Encode_FullCrlOfAnAuthorityWithDeltas_PointsToThem()
    {
        var text = Text(static _ => { }, static header => header with { FreshestCrl = "http://x/crl/a-delta.crl" });

        text.ShouldContain("X509v3 Freshest CRL");
        text.ShouldNotContain("X509v3 Freshest CRL: critical");
        text.ShouldContain("URI:http://x/crl/a-delta.crl");
    }

    [Fact]
    public void Encode_NumberOfTwentyOctets_IsReadByOpensslCerttoolAndUs()
    {
        using var key = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        var crl = TestCrls.Create(key, static _ => { }, static header => header with { Number = CrlNumbers.Max, BaseNumber = CrlNumbers.Max - 1 });

        var hex = "7" + new string('F', 39);
        Reader.Run("openssl", ["crl", "-inform", "DER", "-in", "-", "-noout", "-crlnumber"], crl).ShouldContain($"crlNumber=0x{hex}");
        Reader.Run("certtool", ["--crl-info", "--inder", "--infile", "-"], crl).ShouldContain(hex, Case.Insensitive);
        CrlNumbers.Read(new MemoryStream(crl)).ShouldBe(CrlNumbers.Max);
    }

    [Fact]
    public void Encode_NumberOfMoreThanTwentyOctets_Throws()
    {
        using var key = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);

        Should.Throw<ArgumentOutOfRangeException>(() => TestCrls.Create(key, static _ => { }, static header => header with { Number = CrlNumbers.Max + 1 }));
        Should.Throw<ArgumentOutOfRangeException>(() => TestCrls.Create(key, static _ => { }, static header => header with { Number = -1 }));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(500_000)]
    public void Encode_AnyNumberOfEntries_IsReadByOpensslAndCerttool(int count)
    {
        using var key = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        var crl = TestCrls.Create(key, entries => TestCrls.Fill(entries, count));

        var openssl = Reader.Run("openssl", ["crl", "-inform", "DER", "-in", "-", "-noout", "-issuer", "-crlnumber"], crl);
        openssl.ShouldContain("CN = Golden");
        openssl.ShouldContain("crlNumber=0x07");
        if (count <= 5_000)
        {
            var gnutls = Reader.Run("certtool", ["--crl-info", "--inder", "--infile", "-"], crl);
            gnutls.ShouldContain("CRL Number");
            gnutls.Split("Serial Number (hex)").Length.ShouldBe(count + 1);
        }
    }

    [Theory]
    [InlineData(0, 39)]
    [InlineData(1, 53)]
    public void Add_SerialOfTwentyOctets_TakesSoManyOctetsAndNoMore(int reason, int expected)
    {
        var serial = new byte[20];
        serial[0] = 1;

        var (encoded, count) = TestCrls.Encode(entries => entries.Add(new CrlEntry(serial, TestCrls.At, reason, null)));

        count.ShouldBe(1);
        encoded.Length.ShouldBe(expected);
    }

    [Fact]
    public void Add_SerialNotAfterTheOneBefore_Throws()
    {
        var entries = new CrlEntryWriter(Stream.Null);
        entries.Add(new CrlEntry([0x02], TestCrls.At, 0, null));

        Should.Throw<ArgumentException>(() => entries.Add(new CrlEntry([0x02], TestCrls.At, 0, null)));
        Should.Throw<ArgumentException>(() => entries.Add(new CrlEntry([0x01, 0xff], TestCrls.At, 0, null)));
        Should.Throw<ArgumentException>(() => entries.Add(new CrlEntry([0x00], TestCrls.At, 0, null)));
        Should.Throw<ArgumentException>(() => entries.Add(new CrlEntry([0x03, .. new byte[20]], TestCrls.At, 0, null)));
        entries.Count.ShouldBe(1);
    }

    [Fact]
    public void Newest_EntriesInTheOrderOfSerials_IsTheLatestTime()
    {
        var entries = new CrlEntryWriter(Stream.Null);
        entries.Newest.ShouldBeNull();
        entries.Add(new CrlEntry([0x01], TestCrls.At, 0, null));
        entries.Add(new CrlEntry([0x02], TestCrls.At.AddHours(1), 0, null));
        entries.Add(new CrlEntry([0x03], TestCrls.At.AddHours(-1), 0, null));

        entries.Newest.ShouldBe(TestCrls.At.AddHours(1));
    }

    [Theory]
    [InlineData(2049, "17")]
    [InlineData(2050, "18")]
    public void Add_AroundTheYear2050_TimeIsOfTheRightType(int year, string tag)
    {
        var (encoded, _) = TestCrls.Encode(entries => entries.Add(new CrlEntry([0x01], new DateTimeOffset(year, 12, 31, 23, 59, 58, TimeSpan.Zero), 0, null)));

        Convert.ToHexString(encoded).Substring(10, 2).ShouldBe(tag);
    }

    private static string Text(TestCrls.Filling fill, Func<CrlHeader, CrlHeader> change)
    {
        using var key = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        return Reader.Run("openssl", ["crl", "-inform", "DER", "-in", "-", "-noout", "-text"], TestCrls.Create(key, fill, change));
    }
}
