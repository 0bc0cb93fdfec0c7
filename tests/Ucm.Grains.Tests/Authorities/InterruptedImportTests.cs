using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Faults;
using Ucm.Pki.X509;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.Keys;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Authorities;

/// <summary>Imports that were cut off, and asked for again.</summary>
[Trait("needs", "server")]
public sealed class InterruptedImportTests(PostgresService postgres) : IDisposable
{
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Theory]
    [InlineData("IKeyStore.Add")]
    [InlineData("ICertificateStore.Reserve")]
    public async Task Law05_ImportCutOffAtAStep_IsCarriedOnAndAuditedOnce(string step)
    {
        string? fault = null;
        void Throw(string call)
        {
            if (call == fault)
            {
                fault = null;
                throw new StorageUnavailableException("Away.");
            }
        }

        await using var cluster = await GrainCluster.Start(configure: services =>
        {
            services.Intercept<IKeyStore>(Throw);
            services.Intercept<ICertificateStore>(Throw);
        });
        foreign.Root("root", ForeignAuthority.P256);
        foreign.Sub("child", "root", ForeignAuthority.P256);
        var (root, child, file) = (Imports.NewId(), Imports.NewId(), foreign.Export("child"));
        await cluster.Imported(root, foreign.Export("root"));
        await cluster.Settle();
        fault = step;

        var cutOff = await cluster.Import(child, Imports.Command(file));
        (await cluster.Grains.Authority(child).Get(CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await cluster.Grains.Authority(child).Create(TestRequests.RootCommand, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        var imported = await cluster.Imported(child, file);

        cutOff.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        imported.Issuer.ShouldBe(root);
        foreach (var action in new[] { "authority.import", "authority.key.import", "authority.online" })
        {
            cluster.Audited(action, $"authority:{child}").ShouldBe(1);
        }

        cluster.Audited("certificate.import", $"certificate:{OwnKey(root, imported).ToId()}").ShouldBe(1);
    }

    [Fact]
    public async Task Import_OnPostgreSql_IsTheSame()
    {
        await using var cluster = await GrainCluster.Start(storage: await postgres.CreateDatabase());
        foreign.Root("root", ForeignAuthority.Rsa2048);
        foreign.Sub("child", "root", ForeignAuthority.P256);
        var (root, child) = (Imports.NewId(), Imports.NewId());

        var top = await cluster.Imported(root, foreign.Export("root"), crlNumberFloor: 20_261_125_000_000);
        var imported = await cluster.Imported(child, foreign.Export("child"));
        var again = await cluster.Imported(child, foreign.Export("child"));
        var other = await cluster.Import(Imports.NewId(), Imports.Command(foreign.Export("child")));
        var certificates = new ImportCertificatesCommand([new(imported.Certificate, new(RevocationReason.CaCompromise, DateTimeOffset.UtcNow.AddDays(-9)))], TestRequests.Admin);
        var recorded = await cluster.Grains.Authority(root).ImportCertificates(certificates, CancellationToken.None);

        top.Crl.NumberFloor.ShouldBe(20_261_125_000_000);
        (imported.Issuer, again.Version, other.Refusal!.Code).ShouldBe((root, imported.Version, RefusalCode.Conflict));
        recorded.Value!.Certificates.ShouldHaveSingleItem().ShouldBe(new(OwnKey(root, imported), CertificateStatus.Revoked, imported.NotAfter));
        var crl = await cluster.Grains.Crl(root).PublishNow(TestRequests.Admin, CancellationToken.None);
        crl.Value!.Number.ShouldBeGreaterThan(20_261_125_000_000);
        crl.Value.Entries.ShouldBe(1);
    }

    private static CertificateKey OwnKey(AuthorityId issuer, AuthoritySnapshot authority) =>
        new(issuer, SerialNumber.FromBytes(ParsedCertificate.Parse(authority.Certificate.AsMemory()).SerialNumber.Span));
}
