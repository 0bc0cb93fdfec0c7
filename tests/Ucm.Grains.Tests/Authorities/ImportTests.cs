using Ucm.Grains.Authorities;
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

/// <summary>Authorities that openssl made, and what they do here.</summary>
[Trait("needs", "server")]
public sealed class ImportTests(GrainCluster cluster) : IClassFixture<GrainCluster>, IDisposable
{
    private readonly ForeignAuthority foreign = new();
    private readonly OpenSsl openssl = new();

    public void Dispose()
    {
        foreign.Dispose();
        openssl.Dispose();
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("p256")]
    public async Task Import_Root_IssuesRevokesAndPublishesAsItself(string kind)
    {
        foreign.Root($"old {kind}", kind == "rsa" ? Rsa2048 : P256);
        var id = Imports.NewId();
        var floor = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1_000_000;

        var imported = await cluster.Imported(id, foreign.Export($"old {kind}"), floor);
        await LetItIssueLeaves(id);
        var good = await Issue(id);
        var bad = await Issue(id);
        var receipt = await cluster.RevokeForSure(bad.Key, RevocationReason.Superseded);

        (imported.Status, imported.Issuer, imported.Chain.Length, imported.Name).ShouldBe((AuthorityStatus.Online, null, 0, $"old {kind}"));
        (await cluster.Grains.AskSingle(good.Key)).GetCertStatus().ShouldBeNull();
        (await cluster.Grains.AskSingle(bad.Key, receipt.Sequence)).GetCertStatus().ShouldNotBeNull();
        await PublishNow(id);
        var crl = await cluster.Bytes(new CrlScope(id, 0));
        openssl.VerifyCrl(crl, imported.Certificate.AsMemory()).ShouldContain("verify OK");
        var text = openssl.Text(crl);
        text.ShouldContain(bad.Key.Serial.Hex.ToUpperInvariant());
        Number(text).ShouldBeGreaterThan(floor);
        openssl.Verify([good.Der, imported.Certificate], DateTimeOffset.UtcNow, [crl]).ShouldContain(": OK");
        openssl.Verify([bad.Der, imported.Certificate], DateTimeOffset.UtcNow, [crl]).ShouldContain("revoked");
    }

    [Fact]
    public async Task Import_Again_ChangesNothing()
    {
        foreign.Root("old", P256);
        var (id, file) = (Imports.NewId(), foreign.Export("old"));
        var first = await cluster.Imported(id, file);

        var again = await cluster.Imported(id, foreign.Export("old", null, "-legacy"));

        again.Version.ShouldBe(first.Version);
        cluster.Audited("authority.import", $"authority:{id}").ShouldBe(1);
        cluster.Audited("authority.key.import", $"authority:{id}").ShouldBe(1);
        cluster.Audited("authority.online", $"authority:{id}").ShouldBe(1);
        cluster.Events("authority.changed", id.Value).ShouldBe(1);
    }

    [Fact]
    public async Task Import_SomethingElseAtThatId_Conflict()
    {
        foreign.Root("old", P256);
        foreign.Root("other", P256);
        var (id, created) = (Imports.NewId(), Imports.NewId());
        var file = foreign.Export("old");
        await cluster.Imported(id, file);
        (await cluster.Grains.Authority(created).Create(TestRequests.RootCommand, CancellationToken.None)).Refusal.ShouldBeNull();

        (await cluster.Import(id, Imports.Command(foreign.Export("other")))).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await cluster.Import(id, Imports.Command(file) with { CrlNumberFloor = 7 })).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await cluster.Import(created, Imports.Command(file))).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await cluster.Grains.Authority(id).Create(TestRequests.RootCommand, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
    }

    [Fact]
    public async Task Import_SameKeyUnderAnotherId_ConflictAndNothingWritten()
    {
        foreign.Root("old", P256);
        var (id, other) = (Imports.NewId(), Imports.NewId());
        var file = foreign.Export("old");
        await cluster.Imported(id, file);

        (await cluster.Import(other, Imports.Command(file))).Refusal!.Code.ShouldBe(RefusalCode.Conflict);

        (await cluster.Grains.Authority(other).Get(CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        cluster.Audited("authority.import", $"authority:{other}").ShouldBe(0);
    }

    [Fact]
    public async Task Import_AtOnceUnderTwoIds_OneHasTheKey()
    {
        foreign.Root("old", P256);
        var file = foreign.Export("old");
        AuthorityId[] ids = [Imports.NewId(), Imports.NewId()];

        var outcomes = await Task.WhenAll(ids.Select(id => cluster.Import(id, Imports.Command(file))));

        outcomes.Count(static outcome => outcome.Succeeded).ShouldBe(1);
        outcomes.Single(static outcome => !outcome.Succeeded).Refusal!.Code.ShouldBe(RefusalCode.Conflict);

        // Whoever lost may become another authority.
        foreign.Root("next", P256);
        var loser = ids[outcomes[0].Succeeded ? 1 : 0];
        await cluster.Imported(loser, foreign.Export("next"));
    }

    [Fact]
    public async Task Import_SubOfAForeignParent_ServesTheChainOfTheFile()
    {
        foreign.Root("parent", Rsa2048);
        foreign.Sub("child", "parent", P256);
        var id = Imports.NewId();
        (await cluster.Import(id, Imports.Command(foreign.Export("child")))).Refusal!.Code.ShouldBe(RefusalCode.PolicyViolation);
        foreign.Root("stray", P256);
        (await cluster.Import(id, Imports.Command(foreign.Export("child", ["parent", "stray"])))).Refusal!.Detail.ShouldContain("stray");

        var imported = await cluster.Imported(id, foreign.Export("child", ["parent"]));

        imported.Issuer.ShouldBeNull();
        var issued = await Issue(id);
        issued.Chain.Select(static der => ParsedCertificate.Parse(der.AsMemory()).Subject.CommonName).ShouldBe(["child", "parent"]);
    }

    [Fact]
    public async Task Import_SubOfAnImportedRoot_IsLinkedAndHasAStatus()
    {
        foreign.Root("root", P256);
        foreign.Sub("child", "root", P256);
        var (root, child) = (Imports.NewId(), Imports.NewId());
        await cluster.Imported(root, foreign.Export("root"));

        var imported = await cluster.Imported(child, foreign.Export("child", ["root"]));

        imported.Issuer.ShouldBe(root);
        imported.Chain.Length.ShouldBe(1);
        var key = new CertificateKey(root, SerialNumber.FromBytes(ParsedCertificate.Parse(imported.Certificate.AsMemory()).SerialNumber.Span));
        (await cluster.Grains.AskSingle(key)).GetCertStatus().ShouldBeNull();
        cluster.Audited("certificate.import", $"certificate:{key.ToId()}").ShouldBe(1);
        var receipt = await cluster.RevokeForSure(key, RevocationReason.CaCompromise);
        (await cluster.Grains.AskSingle(key, receipt.Sequence)).GetCertStatus().ShouldNotBeNull();
        await PublishNow(root);
        openssl.Text(await cluster.Bytes(new CrlScope(root, 0))).ShouldContain(key.Serial.Hex.ToUpperInvariant());
    }

    [Fact]
    public async Task Import_SubThatAnAuthorityHereIssued_KeepsItsRow()
    {
        await cluster.CreateAuthorities();
        var issued = await IssueSub("ours");
        var id = Imports.NewId();

        var imported = await cluster.Import(id, Imports.Command(foreign.Export("ours")) with { Issuer = TestRequests.Root });

        imported.Refusal.ShouldBeNull();
        imported.Value!.Issuer.ShouldBe(TestRequests.Root);
        cluster.Scalar("select count(*) from certificates where subject = 'CN=ours'").ShouldBe(1);
        (await cluster.Grains.Certificate(issued.Key).Get(CancellationToken.None)).Value!.Profile.ShouldBe("sub-ca");
    }

    [Fact]
    public async Task Law03_ImportOfASubThatItsIssuerRevoked_Conflict()
    {
        await cluster.CreateAuthorities();
        var issued = await IssueSub("revoked");
        await cluster.RevokeForSure(issued.Key, RevocationReason.CessationOfOperation);
        var id = Imports.NewId();

        var imported = await cluster.Import(id, Imports.Command(foreign.Export("revoked")));

        imported.Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await cluster.Grains.Certificate(issued.Key).Get(CancellationToken.None)).Value!.Status.ShouldBe(CertificateStatus.Revoked);
        (await cluster.Grains.Authority(id).Get(CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    [Fact]
    public async Task Import_IssuerNamedThatDidNotIssueIt_IsRefused()
    {
        await cluster.CreateAuthorities();
        foreign.Root("old", P256);

        var imported = await cluster.Import(Imports.NewId(), Imports.Command(foreign.Export("old")) with { Issuer = TestRequests.Root });

        imported.Refusal!.Code.ShouldBe(RefusalCode.PolicyViolation);
    }

    [Fact]
    public async Task Import_NotAllowedOrNotReadable_IsRefusedForWhatItIs()
    {
        foreign.Root("old", P256);
        foreign.Root("leaf", P256, "basicConstraints=critical,CA:false");
        var id = Imports.NewId();
        var command = Imports.Command(foreign.Export("old"));

        (await cluster.Import(id, command with { Caller = new Caller(CallerKind.User, "viewer", [Permission.AuthoritiesRead]) })).Refusal!.Code.ShouldBe(RefusalCode.Forbidden);
        (await cluster.Import(id, command with { Password = new SecretText("wrong") })).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await cluster.Import(id, command with { Pkcs12 = [1, 2, 3] })).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await cluster.Import(id, command with { CrlNumberFloor = -1 })).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await cluster.Import(AuthorityId.Parse("x-delta"), command)).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        (await cluster.Import(id, Imports.Command(foreign.Export("leaf")))).Refusal!.Code.ShouldBe(RefusalCode.PolicyViolation);
    }

    private async Task LetItIssueLeaves(AuthorityId root)
    {
        var command = new SetIssuancePolicyCommand(new IssuancePolicy(LeavesFromRoot: true), TestRequests.Admin);
        (await cluster.Grains.Authority(root).SetIssuancePolicy(command, CancellationToken.None)).Refusal.ShouldBeNull();
        await Eventually.Until(async () => (await Task.WhenAll(Enumerable.Range(0, 2).Select(async silo =>
            (await cluster.Service<AuthoritySnapshots>(silo).Confirm(root, CancellationToken.None)).Value?.Snapshot?.Issuance?.LeavesFromRoot == true))).All(static known => known));
    }

    private async Task<IssuedCertificate> Issue(AuthorityId id)
    {
        var issued = await cluster.Grains.Issuance(id).Issue(TestRequests.Command($"import:{Guid.NewGuid():n}") with { Authority = id }, CancellationToken.None);
        issued.Refusal.ShouldBeNull();
        return issued.Value!;
    }

    private async Task<IssuedCertificate> IssueSub(string name)
    {
        var command = new IssueCommand(TestRequests.Id($"sub:{Guid.NewGuid():n}"), TestRequests.Root, "sub-ca", [.. foreign.Request(name, P256)], TestRequests.Admin)
        {
            Content = new RequestedContent($"CN={name}"),
        };
        var issued = await cluster.Grains.Issuance(TestRequests.Root).Issue(command, CancellationToken.None);
        issued.Refusal.ShouldBeNull();
        File.WriteAllText(foreign.File($"{name}.pem"), System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", issued.Value!.Der.AsSpan()) + "\n");
        return issued.Value;
    }

    private async Task PublishNow(AuthorityId id) => (await cluster.Grains.Crl(id).PublishNow(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();

    private static long Number(string text) => long.Parse(
        text.Split("CRL Number:")[1].Trim().Split('\n')[0].Trim(), System.Globalization.CultureInfo.InvariantCulture);
}
