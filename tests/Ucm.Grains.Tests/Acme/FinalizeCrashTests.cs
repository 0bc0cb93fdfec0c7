using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Tests.Acme;

/// <summary>An installation that ends between the steps of a finalize, and the next one on the same data.</summary>
[Trait("needs", "server")]
public sealed class FinalizeCrashTests
{
    [Theory]
    [InlineData(IssuanceStep.Linted)]
    [InlineData(IssuanceStep.Reserved)]
    [InlineData(IssuanceStep.Signed)]
    [InlineData(IssuanceStep.Stored)]
    internal async Task Finalize_CutOffWhileProcessing_ResumesWithOneCertificate(IssuanceStep cut)
    {
        var folder = Directory.CreateTempSubdirectory("ucm-acme-crash-");
        var csr = TestAccount.Csr(null, "crash.example.com");
        var (account, order) = await CutOff(cut, folder.FullName, csr);
        using var kept = account;
        CertificateKey? issued;
        await using (var next = await GrainCluster.Start(configure: AcmeCluster.UseFakeChallenge, folder: folder.FullName))
        {
            var again = account.Via(next.Grains);

            var first = await again.Get(order);
            var valid = await again.WaitFor(order, static now => now.Status == AcmeOrderStatus.Valid);
            var repeated = await again.Finalize(order, csr);

            if (cut == IssuanceStep.Stored)
            {
                // A client may have been told already.
                first.Value!.Status.ShouldBe(AcmeOrderStatus.Valid);
            }

            issued = valid.Certificate;
            repeated.Value!.Certificate.ShouldBe(issued);
            (await next.Grains.Certificate(issued!.Value).Get(CancellationToken.None)).Succeeded.ShouldBeTrue();
        }

        folder.Delete(recursive: true);
    }

    private static async Task<(TestAccount Account, AcmeOrder Order)> CutOff(IssuanceStep step, string folder, byte[] csr)
    {
        await using var cluster = await GrainCluster.Start(
            configure: services =>
            {
                AcmeCluster.UseFakeChallenge(services);
                services.AddSingleton<IIssuanceObserver>(new CuttingObserver(step));
            },
            folder: folder);
        await cluster.CreateAuthorities();
        var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("crash.example.com");
        await Should.ThrowAsync<Exception>(() => account.Finalize(order, csr));
        (await account.Get(order)).Value!.Status.ShouldBe(AcmeOrderStatus.Processing);
        return (account, order);
    }

    /// <summary>Never gets past one step of what ACME asks for.</summary>
    private sealed class CuttingObserver(IssuanceStep cut) : IIssuanceObserver
    {
        public void Reached(IssuanceStep step, RequestId request)
        {
            if (step == cut && request.ToString().Contains("acme:", StringComparison.Ordinal))
            {
                throw new IOException("Cut off.");
            }
        }
    }
}
