using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Faults;
using Ucm.Storage.Acme;
using Ucm.Storage.Commits;
using Ucm.Storage.Writing;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme;

/// <summary>
/// The database takes no more writes from a step of a finalize on, as if the power had gone: the order's own row tells nothing of it, and the row
/// of the certificate tells how it went.
/// </summary>
[Trait("needs", "server")]
public sealed class FinalizeRecoveryTests
{
    private const string Name = "recover.example.com";

    [Theory]
    [InlineData(nameof(IssuanceStep.Linted), AcmeOrderStatus.Ready)]
    [InlineData(nameof(IssuanceStep.Reserved), AcmeOrderStatus.Valid)]
    [InlineData(nameof(IssuanceStep.Signed), AcmeOrderStatus.Valid)]
    [InlineData(nameof(IssuanceStep.Stored), AcmeOrderStatus.Valid)]
    public async Task Finalize_NothingWrittenFromAStepOn_TheNextInstallationKnowsHowItWent(string at, AcmeOrderStatus recovered)
    {
        var folder = Directory.CreateTempSubdirectory("ucm-acme-recover-");
        var csr = TestAccount.Csr(null, Name);
        var (account, order) = await CutOff(Enum.Parse<IssuanceStep>(at), folder.FullName, csr);
        using var kept = account;
        await using (var next = await GrainCluster.Start(configure: AcmeCluster.UseFakeChallenge, folder: folder.FullName))
        {
            var again = account.Via(next.Grains);

            var found = await again.WaitFor(order, now => now.Status == recovered);
            var other = recovered == AcmeOrderStatus.Valid ? await again.Finalize(order, TestAccount.Csr(null, Name)) : null;
            var repeated = await again.Finalize(order, csr);

            other?.Refusal!.Code.ShouldBe(RefusalCode.OrderNotReady);
            repeated.Value!.Status.ShouldBe(AcmeOrderStatus.Valid);
            repeated.Value.Certificate.ShouldBe(found.Certificate ?? repeated.Value.Certificate);
            (await next.Grains.AcmeOrder(order.Id).GetCertificate(account.Id, CancellationToken.None)).Value!.Key.ShouldBe(repeated.Value.Certificate!.Value);
            await ListedAs(next, order, "valid");
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Finalize_DatabaseGoneOnceTheCertificateIsStored_ValidAtOnceAndWrittenWhenItIsBack()
    {
        var outages = new Outages();
        IDisposable? outage = null;
        await using var cluster = await GrainCluster.Start(
            configure: services => Configure(services, outages, IssuanceStep.Returned, () => outage = Begin(outages)));
        await cluster.CreateAuthorities();
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder(Name);

        var final = await account.Finalize(order, TestAccount.Csr(null, Name));
        var seen = await account.Get(order);
        await ListedAs(cluster, order, "ready");
        outage!.Dispose();

        final.Value!.Status.ShouldBe(AcmeOrderStatus.Valid);
        seen.Value!.Certificate.ShouldBe(final.Value.Certificate);
        await ListedAs(cluster, order, "valid");
    }

    private static async Task<(TestAccount Account, AcmeOrder Order)> CutOff(IssuanceStep step, string folder, byte[] csr)
    {
        var outages = new Outages();
        await using var cluster = await GrainCluster.Start(
            folder: folder,
            configure: services => Configure(services, outages, step, () =>
            {
                Begin(outages);
                throw new IOException("Cut off.");
            }));
        await cluster.CreateAuthorities();
        var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder(Name);
        var cut = await account.Finalize(order, csr);
        cut.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        await ListedAs(cluster, order, "ready");
        return (account, order);
    }

    private static void Configure(IServiceCollection services, Outages outages, IssuanceStep step, Action act)
    {
        AcmeCluster.UseFakeChallenge(services);
        services.InterceptMade<IStorageWriter>(outages.Before);
        services.AddSingleton<IIssuanceObserver>(new ActingObserver(step, act));
    }

    private static IDisposable Begin(Outages outages) => outages.Of("IStorageWriter.Write", new StorageUnavailableException("The database is gone."));

    private static async Task ListedAs(GrainCluster cluster, AcmeOrder order, string status) => await Eventually.Get(
        async () => await cluster.Service<IAcmeLists>().ListOrders(new AcmeListQuery(null, 100), CancellationToken.None),
        list => list.Items.Single(one => one.Id == order.Id).Status == status,
        TimeSpan.FromSeconds(30));

    /// <summary>Acts when the first issuance for an ACME order reaches the step.</summary>
    private sealed class ActingObserver(IssuanceStep at, Action act) : IIssuanceObserver
    {
        public void Reached(IssuanceStep step, RequestId request)
        {
            if (step == at && request.ToString().Contains("acme:", StringComparison.Ordinal))
            {
                act();
            }
        }
    }
}
