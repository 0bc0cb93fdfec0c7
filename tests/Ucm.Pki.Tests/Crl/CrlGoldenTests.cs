using Ucm.Pki.Crl;

namespace Ucm.Pki.Tests.Crl;

/// <summary>Bytes that the first release's encoder made of the same content, whole in memory: the streaming one makes the same.</summary>
public sealed class CrlGoldenTests
{
    private const string Full =
        "308201ed3082019f020101300506032b6570302631133011060355040a0c0a556c74696d6174654341310f300d06035504030c06476f6c64656e170d3236303130323033303430355a170d"
        + "3236303130393033303430355a3081f1301302020102170d3236303130323033303430355a302102021234170d3236303130323034303430355a300c300a0603551d1504030a0101303302"
        + "147f00000000000000000000000000000000000000170d3234313132383033303430355a300c300a0603551d1504030a010630320203008001180f32303536303130323033303430355a30"
        + "1a30180603551d180411180f32303236303130313033303430355a304e021500ff00000000000000000000000000000000000001170d3236303130323033303430355a3026300a0603551d"
        + "1504030a010430180603551d180411180f32303036303130323033303430355aa0593057300e0603551d23040730058003010203300a0603551d14040302010730390603551d2e04323030"
        + "302ea02ca02a8628687474703a2f2f63612e746573743a383038302f63726c2f676f6c64656e2d64656c74612e63726c300506032b657003410055e09cb65e5fc1c8b880e14c920244323e"
        + "1e64773842837f1b9be061f6bdfc9103b107cb20ac5286016670a334de141fbffda0fdb1f7d8d1015cabaab6443d0b";

    private const string Delta =
        "308201293081dc020101300506032b6570302631133011060355040a0c0a556c74696d6174654341310f300d06035504030c06476f6c64656e170d3236303130323033303430355a170d32"
        + "36303130393033303430355a3023302102021234170d3236303130323033303430355a300c300a0603551d1504030a0108a0653063300e0603551d23040730058003010203300a0603551d"
        + "140403020109300d0603551d1b0101ff040302010730360603551d1c0101ff042c302aa028a0268624687474703a2f2f63612e746573743a383038302f63726c2f676f6c64656e2f332e63"
        + "726c300506032b6570034100c95bf0b1e7dcd0329cb70e2b320bc6db13134b0d1a9b8fe9112e27a3eb1e39c01ae20d9ba42b4a0f9daf4337338ba50409a095098b53ff864dad7b9a7ad369"
        + "0c";

    private const string Empty =
        "3081bc3070020101300506032b6570302631133011060355040a0c0a556c74696d6174654341310f300d06035504030c06476f6c64656e170d3236303130323033303430355a170d323630"
        + "3130393033303430355aa01e301c300e0603551d23040730058003010203300a0603551d140403020107300506032b6570034100cbd14386f145cb5c28e498d4fc9f47a1f77a9dbd6f6134"
        + "65af84ef2d9fe11cb5d4c991bc5b88a5568f2f9bf31b9434b57a9fa74d71783b761cbe6152f1928d02";

    [Fact]
    public void Encode_FullCrl_SameBytesAsTheFirstRelease() => Hex(
        static entries =>
        {
            entries.Add(new CrlEntry([0x01, 0x02], TestCrls.At, 0, null));
            entries.Add(new CrlEntry([0x12, 0x34], TestCrls.At.AddHours(1), 1, null));
            entries.Add(new CrlEntry([0x7f, .. new byte[19]], TestCrls.At.AddDays(-400), 6, null));
            entries.Add(new CrlEntry([0x80, 0x01], TestCrls.At.AddYears(30), 0, TestCrls.At.AddDays(-1)));
            entries.Add(new CrlEntry([0xff, .. new byte[18], 1], TestCrls.At, 4, TestCrls.At.AddYears(-20)));
        },
        static header => header with { FreshestCrl = "http://ca.test:8080/crl/golden-delta.crl" }).ShouldBe(Full);

    [Fact]
    public void Encode_DeltaOfAShard_SameBytesAsTheFirstRelease() => Hex(
        static entries => entries.Add(new CrlEntry([0x12, 0x34], TestCrls.At, 8, null)),
        static header => header with { Number = 9, BaseNumber = 7, DistributionPoint = "http://ca.test:8080/crl/golden/3.crl" }).ShouldBe(Delta);

    [Fact]
    public void Encode_NoEntries_SameBytesAsTheFirstRelease() => Hex(static _ => { }, static header => header).ShouldBe(Empty);

    private static string Hex(TestCrls.Filling fill, Func<CrlHeader, CrlHeader> change)
    {
        using var key = TestCrls.Key();
        return Convert.ToHexStringLower(TestCrls.Create(key, fill, change));
    }
}
