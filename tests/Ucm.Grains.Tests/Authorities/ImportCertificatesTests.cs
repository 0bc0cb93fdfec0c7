using System.Collections.Immutable;
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

/// <summary>What an imported authority issued before it came.</summary>
[Trait("needs", "server")]
public sealed class ImportCertificatesTests(GrainCluster cluster) : IClassFixture<GrainCluster>, IDisposable
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
    public async Task ImportCertificates_GoodAndRevoked_OcspAndCrlSaySo()
    {
        var id = await Imported();
        var (good, bad) = (Leaf("good"), Leaf("bad"));

        // Before: the row is not there, so nobody vouches for it.
        (await cluster.Grains.AskOcsp(KeyOf(id, good))).Value!.Known.ShouldBeFalse();
        var recorded = await Import(id, new(good, null), new(bad, new(RevocationReason.Superseded, LongAgo)));

        recorded.Value!.Certificates.Select(static one => one.Status).ShouldBe([CertificateStatus.Good, CertificateStatus.Revoked]);
        (await cluster.Grains.AskSingle(KeyOf(id, good))).GetCertStatus().ShouldBeNull();
        var status = (await cluster.Grains.AskSingle(KeyOf(id, bad))).GetCertStatus().ShouldBeOfType<Org.BouncyCastle.Ocsp.RevokedStatus>();
        (status.RevocationTime, status.RevocationReason).ShouldBe((LongAgo.UtcDateTime, (int)RevocationReason.Superseded));
        var text = await Crl(id);
        text.ShouldContain(KeyOf(id, bad).Serial.Hex.ToUpperInvariant());
        text.ShouldContain("Mar  4 05:06:07 2026");
        text.ShouldNotContain(KeyOf(id, good).Serial.Hex.ToUpperInvariant());

        cluster.Scalar("select count(*) from revocations r join audit a on a.action = 'certificate.revoke' and a.target = @t and a.at = r.recorded_at where r.revoked_at < r.recorded_at",
            ("@t", $"certificate:{KeyOf(id, bad).ToId()}")).ShouldBe(1);

        // They are revoked and read like any other.
        await cluster.RevokeForSure(KeyOf(id, good), RevocationReason.KeyCompromise);
        (await cluster.Grains.Certificate(KeyOf(id, bad)).Get(CancellationToken.None)).Value!.Der.ShouldBe(bad);
    }

    [Fact]
    public async Task ImportCertificates_Again_ChangesNothing()
    {
        var id = await Imported();
        var bad = Leaf("bad");
        ImportedCertificate item = new(bad, new(RevocationReason.Superseded, LongAgo));

        await Import(id, item, item);
        var again = await Import(id, item);

        again.Value!.Certificates.ShouldHaveSingleItem().Status.ShouldBe(CertificateStatus.Revoked);
        cluster.Audited("certificate.import", $"certificate:{KeyOf(id, bad).ToId()}").ShouldBe(1);
        cluster.Audited("certificate.revoke", $"certificate:{KeyOf(id, bad).ToId()}").ShouldBe(1);
    }

    [Fact]
    public async Task Law03_ImportOfARevokedCertificateAsGoodOrOtherwiseRevoked_KeepsTheFirst()
    {
        var id = await Imported();
        var bad = Leaf("bad");
        await Import(id, new ImportedCertificate(bad, new(RevocationReason.Superseded, LongAgo)));

        var asGood = await Import(id, new ImportedCertificate(bad, null));
        await Import(id, new ImportedCertificate(bad, new(RevocationReason.CessationOfOperation, LongAgo.AddDays(9))));

        asGood.Value!.Certificates.ShouldHaveSingleItem().Status.ShouldBe(CertificateStatus.Revoked);
        var revocation = (await cluster.Grains.Certificate(KeyOf(id, bad)).Get(CancellationToken.None)).Value!.Revocation!;
        (revocation.Reason, revocation.RevokedAt).ShouldBe((RevocationReason.Superseded, LongAgo));
    }

    [Fact]
    public async Task ImportCertificates_TwoOfACompromisedKey_BothAreRecorded()
    {
        var id = await Imported();
        var first = Leaf("twin");
        var second = Renewed("twin");

        var recorded = await Import(id, new ImportedCertificate(first, new(RevocationReason.KeyCompromise, LongAgo)));
        var later = await Import(id, new ImportedCertificate(second, new(RevocationReason.KeyCompromise, LongAgo)));

        recorded.Refusal.ShouldBeNull();
        later.Value!.Certificates.ShouldHaveSingleItem().Status.ShouldBe(CertificateStatus.Revoked);
    }

    [Fact]
    public async Task ImportCertificates_OneOfThemNotIssuedByIt_NothingIsRecorded()
    {
        var id = await Imported();
        var good = Leaf("good");
        foreign.Root("stranger", P256);

        var refused = await Import(id, new(good, null), new(Der("stranger"), null), new([1, 2], null), new(Der("old"), null));

        refused.Refusal!.Parts.Select(static part => (part.Name, part.Code)).ShouldBe(
            [("certificates[1]", RefusalCode.PolicyViolation), ("certificates[2]", RefusalCode.Malformed), ("certificates[3]", RefusalCode.PolicyViolation)]);
        (await cluster.Grains.Certificate(KeyOf(id, good)).Get(CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    [Fact]
    public async Task ImportCertificates_PartlyBad_EachIsAnsweredForItself()
    {
        var id = await Imported();
        var (good, bad) = (Leaf("good"), Leaf("bad"));
        foreign.Root("stranger", P256);
        ImportedCertificate[] given = [new(good, null), new(Der("stranger"), null), new([1, 2], null), new(bad, new(RevocationReason.Superseded, LongAgo)), new(good, null)];

        var recorded = await cluster.Grains.Authority(id).ImportCertificates(new([.. given], TestRequests.Admin) { Partial = true }, CancellationToken.None);

        recorded.Value!.Items.Select(static one => one.Value?.Status).ShouldBe([CertificateStatus.Good, null, null, CertificateStatus.Revoked, CertificateStatus.Good]);
        recorded.Value.Items.Select(static one => one.Refusal?.Code).ShouldBe([null, RefusalCode.PolicyViolation, RefusalCode.Malformed, null, null]);
        (await cluster.Grains.Certificate(KeyOf(id, good)).Get(CancellationToken.None)).Succeeded.ShouldBeTrue();
        cluster.Audited("certificate.import", $"certificate:{KeyOf(id, good).ToId()}").ShouldBe(1);
    }

    [Fact]
    public async Task ImportCertificates_NotAllowed_IsRefusedForWhatItIs()
    {
        await cluster.CreateAuthorities();
        var id = await Imported();
        var good = Leaf("good");
        var viewer = new Caller(CallerKind.User, "viewer", [Permission.AuthoritiesRead, Permission.CertificatesRevoke]);

        (await Import(TestRequests.Issuing, new ImportedCertificate(good, null))).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await Import(Imports.NewId(), new ImportedCertificate(good, null))).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await Import(id)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await Import(id, [.. Enumerable.Repeat(new ImportedCertificate(good, null), 251)])).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await Import(id, new ImportedCertificate(good, new(RevocationReason.RemoveFromCrl, LongAgo)))).Refusal!.Code.ShouldBe(RefusalCode.BadRevocationReason);
        (await Import(id, new ImportedCertificate(good, new(RevocationReason.Superseded, DateTimeOffset.UtcNow.AddDays(1))))).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await cluster.Grains.Authority(id).ImportCertificates(new([new(good, null)], viewer), CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
    }

    private async Task<AuthorityId> Imported()
    {
        foreign.Root("old", P256);
        var id = Imports.NewId();
        await cluster.Imported(id, foreign.Export("old"));
        return id;
    }

    private Task<Outcome<RecordedCertificates>> Import(AuthorityId id, params ImmutableArray<ImportedCertificate> certificates) =>
        cluster.Grains.Authority(id).ImportCertificates(new ImportCertificatesCommand(certificates, TestRequests.Admin), CancellationToken.None);

    private ImmutableArray<byte> Leaf(string name)
    {
        foreign.Sub(name, "old", P256, "basicConstraints=CA:false", $"subjectAltName=DNS:{name}.example.test");
        return Der(name);
    }

    /// <summary>Another certificate of the same key.</summary>
    private ImmutableArray<byte> Renewed(string name)
    {
        foreign.Run("x509", "-req", "-in", $"{name}.csr", "-CA", "old.pem", "-CAkey", "old.key", "-days", "100", "-out", $"{name}.pem");
        return Der(name);
    }

    private ImmutableArray<byte> Der(string name)
    {
        var text = File.ReadAllText(foreign.File($"{name}.pem"));
        return [.. Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data])];
    }

    private static CertificateKey KeyOf(AuthorityId id, ImmutableArray<byte> der) =>
        new(id, SerialNumber.FromBytes(ParsedCertificate.Parse(der.AsMemory()).SerialNumber.Span));

    private async Task<string> Crl(AuthorityId id)
    {
        (await cluster.Grains.Crl(id).PublishNow(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();
        return openssl.Text(await cluster.Bytes(new CrlScope(id, 0)));
    }
}
