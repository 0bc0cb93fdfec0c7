using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Crl;
using Ucm.Grains.Tests.Status;
using Ucm.Pki.X509;
using Ucm.TestHosting;
using static Ucm.TestHosting.ForeignAuthority;

namespace Ucm.Grains.Tests.Authorities;

/// <summary>What an imported authority had revoked before it came, of which only the serial numbers are known.</summary>
[Trait("needs", "server")]
public sealed class ImportRevocationsTests(GrainCluster cluster) : IClassFixture<GrainCluster>, IDisposable
{
    private static readonly DateTimeOffset LongAgo = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly ForeignAuthority foreign = new();
    private readonly OpenSsl openssl = new();

    public void Dispose()
    {
        foreign.Dispose();
        openssl.Dispose();
    }

    [Fact]
    public async Task ImportRevocations_SerialsOnly_OcspAndEveryLaterCrlSaySo()
    {
        var id = await Imported();

        var recorded = await Import(id, Revoked("5ac3", RevocationReason.KeyCompromise), Revoked("07", RevocationReason.Unspecified), Revoked("09", RevocationReason.CertificateHold));

        recorded.Select(static one => one.Value!.Status).ShouldBe([CertificateStatus.Revoked, CertificateStatus.Revoked, CertificateStatus.OnHold]);
        var status = (await cluster.Grains.AskSingle(Key(id, "5ac3"))).GetCertStatus().ShouldBeOfType<Org.BouncyCastle.Ocsp.RevokedStatus>();
        (status.RevocationTime, status.RevocationReason).ShouldBe((LongAgo.UtcDateTime, (int)RevocationReason.KeyCompromise));
        for (var round = 0; round < 2; round++)
        {
            var crl = await Crl(id);
            crl.ShouldContain("Serial Number: 5AC3");
            crl.ShouldContain("Serial Number: 07");
            crl.ShouldContain("Mar  4 05:06:07 2026");
        }

        (await cluster.Grains.Certificate(Key(id, "5ac3")).Get(CancellationToken.None)).Value!.Der.ShouldBeEmpty();
        cluster.Audited("certificate.import", $"certificate:{Key(id, "07").ToId()}").ShouldBe(1);
        cluster.Audited("certificate.revoke", $"certificate:{Key(id, "07").ToId()}").ShouldBe(1);
    }

    [Fact]
    public async Task ImportRevocations_BadOnesAmongGood_HoldNothingUp()
    {
        var id = await Imported();
        var tomorrow = DateTimeOffset.UtcNow.AddDays(1);

        var recorded = await Import(
            id,
            Revoked("21", RevocationReason.RemoveFromCrl),
            Revoked("22", RevocationReason.Superseded),
            new RevokedSerial(SerialNumber.Parse("23"), new ImportedRevocation(RevocationReason.Superseded, tomorrow), null),
            new RevokedSerial(SerialNumber.Parse("24"), new ImportedRevocation((RevocationReason)42, LongAgo), null),
            Revoked("25", RevocationReason.Superseded));

        recorded.Select(static one => one.Refusal?.Code).ShouldBe([RefusalCode.BadRevocationReason, null, RefusalCode.Malformed, RefusalCode.BadRevocationReason, null]);
        var crl = await Crl(id);
        crl.ShouldContain("Serial Number: 22");
        crl.ShouldContain("Serial Number: 25");
        crl.ShouldNotContain("Serial Number: 23");
    }

    [Fact]
    public async Task Law03_ImportRevocationsAgainOrOtherwise_KeepsTheFirst()
    {
        var id = await Imported();
        await Import(id, Revoked("31", RevocationReason.Superseded));

        var again = await Import(
            id, new RevokedSerial(SerialNumber.Parse("31"), new ImportedRevocation(RevocationReason.CessationOfOperation, LongAgo.AddDays(1)), null), Revoked("31", RevocationReason.CertificateHold));

        again.Select(static one => one.Value!.Status).ShouldBe([CertificateStatus.Revoked, CertificateStatus.Revoked]);
        var status = (await cluster.Grains.AskSingle(Key(id, "31"))).GetCertStatus().ShouldBeOfType<Org.BouncyCastle.Ocsp.RevokedStatus>();
        (status.RevocationTime, status.RevocationReason).ShouldBe((LongAgo.UtcDateTime, (int)RevocationReason.Superseded));
        cluster.Audited("certificate.revoke", $"certificate:{Key(id, "31").ToId()}").ShouldBe(1);
    }

    [Fact]
    public async Task ImportRevocations_SerialOfACertificateThatIsHereOrComesLater_IsOneCertificate()
    {
        var id = await Imported();
        foreign.Sub("known", "old", P256, "basicConstraints=CA:false");
        foreign.Sub("later", "old", P256, "basicConstraints=CA:false");
        var (known, later) = (Leaf("known"), Leaf("later"));
        await ImportCertificate(id, known);

        var recorded = await Import(id, new RevokedSerial(SerialOf(known), new(RevocationReason.Superseded, LongAgo), null), new RevokedSerial(SerialOf(later), new(RevocationReason.Superseded, LongAgo), null));

        recorded.Select(static one => one.Value!.Status).ShouldBe([CertificateStatus.Revoked, CertificateStatus.Revoked]);
        (await cluster.Grains.AskSingle(new CertificateKey(id, SerialOf(known)))).GetCertStatus().ShouldNotBeNull();
        (await ImportCertificate(id, later)).Value!.Certificates.ShouldHaveSingleItem().Status.ShouldBe(CertificateStatus.Revoked);
        (await cluster.Grains.AskSingle(new CertificateKey(id, SerialOf(later)))).GetCertStatus().ShouldNotBeNull();
    }

    [Fact]
    public async Task ImportRevocations_HoldReleased_IsGood()
    {
        var id = await Imported();
        await Import(id, Revoked("41", RevocationReason.CertificateHold));

        var released = await cluster.Grains.Certificate(Key(id, "41")).Release(TestRequests.Admin, CancellationToken.None);

        released.Refusal.ShouldBeNull();
        (await cluster.Grains.AskSingle(Key(id, "41"), released.Value!.Sequence)).GetCertStatus().ShouldBeNull();
    }

    [Fact]
    public async Task ImportRevocations_NotAllowedOrNotImported_IsRefused()
    {
        await cluster.CreateAuthorities();
        var id = await Imported();
        var command = new ImportRevocationsCommand([Revoked("51", RevocationReason.Superseded)], TestRequests.Admin);
        var viewer = new Caller(CallerKind.User, "viewer", [Permission.CertificatesRevoke]);

        (await cluster.Grains.Authority(id).ImportRevocations(command with { Caller = viewer }, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await cluster.Grains.Authority(id).ImportRevocations(command with { Revocations = [] }, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await cluster.Grains.Authority(TestRequests.Root).ImportRevocations(command, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await cluster.Grains.Authority(Imports.NewId()).ImportRevocations(command, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    private static RevokedSerial Revoked(string serial, RevocationReason reason) =>
        new(SerialNumber.Parse(serial), new ImportedRevocation(reason, LongAgo), null);

    private static CertificateKey Key(AuthorityId id, string serial) => new(id, SerialNumber.Parse(serial));

    private static SerialNumber SerialOf(byte[] der) => SerialNumber.FromBytes(ParsedCertificate.Parse(der).SerialNumber.Span);

    private async Task<AuthorityId> Imported()
    {
        foreign.Root("old", P256);
        var id = Imports.NewId();
        await cluster.Imported(id, foreign.Export("old"));
        return id;
    }

    private byte[] Leaf(string name)
    {
        var text = File.ReadAllText(foreign.File($"{name}.pem"));
        return Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data]);
    }

    private async Task<IReadOnlyList<Outcome<RecordedCertificate>>> Import(AuthorityId id, params RevokedSerial[] revoked)
    {
        var outcome = await cluster.Grains.Authority(id).ImportRevocations(new ImportRevocationsCommand([.. revoked], TestRequests.Admin), CancellationToken.None);
        outcome.Refusal.ShouldBeNull();
        return outcome.Value!.Items;
    }

    private Task<Outcome<RecordedCertificates>> ImportCertificate(AuthorityId id, byte[] der) =>
        cluster.Grains.Authority(id).ImportCertificates(new ImportCertificatesCommand([new ImportedCertificate([.. der], null)], TestRequests.Admin), CancellationToken.None);

    private async Task<string> Crl(AuthorityId id)
    {
        (await cluster.Grains.Crl(id).PublishNow(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();
        return openssl.Text(await cluster.Bytes(new CrlScope(id, 0)));
    }
}
