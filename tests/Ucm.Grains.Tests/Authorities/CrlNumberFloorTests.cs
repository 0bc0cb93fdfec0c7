using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Crl;
using Ucm.Pki.Crl;
using Ucm.TestHosting;
using static Ucm.TestHosting.ForeignAuthority;

namespace Ucm.Grains.Tests.Authorities;

/// <summary>CRL numbers of authorities that published elsewhere, up to 20 octets (RFC 5280 §5.2.3).</summary>
[Trait("needs", "server")]
public sealed class CrlNumberFloorTests(GrainCluster cluster) : IClassFixture<GrainCluster>, IDisposable
{
    private static readonly BigInteger Huge = BigInteger.Pow(2, 158) + 12345;
    private readonly ForeignAuthority foreign = new();
    private readonly OpenSsl openssl = new();

    public void Dispose()
    {
        foreign.Dispose();
        openssl.Dispose();
    }

    [Fact]
    public async Task Import_FloorOfTwentyOctets_NumbersGoOnAboveItFullAndDelta()
    {
        foreign.Root("huge", P256);
        var id = Imports.NewId();
        var imported = await Import(id, "huge", command => command with { LargeCrlNumberFloor = Text(Huge) });
        await cluster.SetCrl(id, static policy => policy with { DeltaInterval = TimeSpan.FromHours(1) });
        await Eventually.Until(async () => (await cluster.Grains.Crl(id).GetDelta(0, CancellationToken.None)).Succeeded);

        var first = await PublishNow(id);
        var full = await cluster.Bytes(new CrlScope(id, 0));
        var second = await PublishNow(id);
        var delta = (await cluster.Grains.Crl(id).GetDelta(0, CancellationToken.None)).Value!;

        (imported.Crl.NumberFloor, imported.Crl.NumberOffset).ShouldBe((0, Text(Huge)));
        first.PrintedNumber.ShouldBeGreaterThan(Huge);
        second.PrintedNumber.ShouldBeGreaterThan(first.PrintedNumber);
        openssl.VerifyCrl(full, imported.Certificate.AsMemory()).ShouldContain("verify OK");
        CrlNumbers.Read(new MemoryStream(full)).ShouldBe(first.PrintedNumber);
        openssl.Text(full).ShouldContain($"0x{Hex(first.PrintedNumber)}");
        var deltaText = openssl.Text(await cluster.Bytes(new CrlScope(id, 0), delta: true));
        deltaText.ShouldContain($"0x{Hex(delta.PrintedNumber)}");
        deltaText.ShouldContain($"0x{Hex(Huge + delta.BaseNumber!.Value)}");
        const string audited = "select count(*) from audit where action = 'crl.publish' and target = @t and detail like @n";
        cluster.Scalar(audited, ("@t", $"authority:{id}"), ("@n", $"%{Text(first.PrintedNumber)}%")).ShouldBe(1);
        var again = Imports.Command(foreign.Export("huge"));
        (await cluster.Import(id, again with { LargeCrlNumberFloor = Text(Huge) })).Refusal.ShouldBeNull("the same again is the same authority");
        (await cluster.Import(id, again with { LargeCrlNumberFloor = Text(Huge + 1) })).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
    }

    [Fact]
    public async Task PublishNow_DatabaseRestoredFromABackup_LargeNumbersDoNotGoBackEither()
    {
        foreign.Root("restored", P256);
        var id = Imports.NewId();
        await Import(id, "restored", command => command with { LargeCrlNumberFloor = Text(Huge) });
        var saved = await PublishNow(id);

        var kept = Huge + DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60;

        saved.PrintedNumber.ShouldBeGreaterThan(kept, "the seconds since 1970 count on top of the floor");
    }

    /// <summary>The old CRL says it best: <c>openssl ca -gencrl</c> with the file crlnumber.</summary>
    [Theory]
    [InlineData("1A2B")]
    [InlineData("7EDCBA98765432100123456789ABCDEF01234567")]
    public async Task Import_LastCrlOfOpenSsl_ItsNumberIsTheFloor(string crlnumber)
    {
        foreign.Root("last", P256);
        var id = Imports.NewId();
        var floor = new BigInteger(Convert.FromHexString(crlnumber), isUnsigned: true, isBigEndian: true);

        var imported = await Import(id, "last", command => command with { LastCrl = [.. OldCrl("last", crlnumber)] });

        BigInteger.Max(imported.Crl.NumberFloor, imported.Crl.Offset).ShouldBe(floor);
        (await PublishNow(id)).PrintedNumber.ShouldBeGreaterThan(floor);
    }

    [Fact]
    public async Task Import_NumberAndCrl_TheGreaterCounts()
    {
        foreign.Root("both", P256);
        var old = OldCrl("both", "1A2B");

        var imported = await Import(Imports.NewId(), "both", command => command with { CrlNumberFloor = 20_000_000_000, LastCrl = [.. old] });

        imported.Crl.NumberFloor.ShouldBe(20_000_000_000);
    }

    [Fact]
    public async Task Import_FloorOrCrlThatCannotBe_IsRefusedForWhatItIs()
    {
        foreign.Root("mine", P256);
        foreign.Root("yours", P256);
        var (id, command) = (Imports.NewId(), Imports.Command(foreign.Export("mine")));

        (await Refused(command with { LargeCrlNumberFloor = Text(CrlNumbers.Max) })).Detail.ShouldContain("20 octets");
        (await Refused(command with { LargeCrlNumberFloor = "0x1A" })).Code.ShouldBe(RefusalCode.Malformed);
        (await Refused(command with { LastCrl = [1, 2, 3] })).Detail.ShouldContain("not a CRL");
        (await Refused(command with { LastCrl = [.. foreign.Request("mine2", P256)] })).Detail.ShouldContain("not a CRL");
        (await Refused(command with { LastCrl = [.. OldCrl("yours", "01")] })).Detail.ShouldContain("not signed with the authority's key");
        (await Refused(command with { LastCrl = [.. new byte[ImportAuthorityCommand.MaxCrl + 1]] })).Detail.ShouldContain("octets");
        (await cluster.Grains.Authority(id).Get(CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound, "nothing was written");

        async Task<Refusal> Refused(ImportAuthorityCommand faulty) => (await cluster.Import(id, faulty)).Refusal.ShouldNotBeNull();
    }

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Hex(BigInteger number) => Convert.ToHexString(number.ToByteArray(isUnsigned: true, isBigEndian: true));

    private byte[] OldCrl(string name, string crlnumber)
    {
        File.WriteAllText(foreign.File("index.txt"), string.Empty);
        File.WriteAllText(foreign.File("crlnumber"), crlnumber + "\n");
        File.WriteAllText(foreign.File("crl.cnf"), "[ca]\ndefault_ca=c\n[c]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\ndefault_crl_days=7\n");
        foreign.Run("ca", "-config", "crl.cnf", "-gencrl", "-keyfile", $"{name}.key", "-cert", $"{name}.pem", "-out", "old.crl");
        var text = File.ReadAllText(foreign.File("old.crl"));
        return Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data]);
    }

    private async Task<AuthoritySnapshot> Import(AuthorityId id, string name, Func<ImportAuthorityCommand, ImportAuthorityCommand> change)
    {
        var imported = await cluster.Import(id, change(Imports.Command(foreign.Export(name))));
        imported.Refusal.ShouldBeNull();
        return imported.Value!;
    }

    private async Task<PublishedCrl> PublishNow(AuthorityId id)
    {
        var published = await cluster.Grains.Crl(id).PublishNow(TestRequests.Admin, CancellationToken.None);
        published.Refusal.ShouldBeNull();
        return published.Value!;
    }
}
