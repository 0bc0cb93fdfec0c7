using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme;

/// <summary>An issuance that fails by a fault each time it is tried: the client learns it, and nobody tries for ever.</summary>
[Trait("needs", "server")]
public sealed class FinalizeFaultTests
{
    [Fact]
    public async Task Finalize_IssuanceThrowsEachTime_TheOrderIsInvalidWithAProblem()
    {
        var observer = new FaultyObserver();
        await using var cluster = await GrainCluster.Start(configure: services =>
        {
            AcmeCluster.UseFakeChallenge(services);
            services.AddSingleton<IIssuanceObserver>(observer);
        });
        await cluster.CreateAuthorities();
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("fault.example.com");

        await Should.ThrowAsync<Exception>(() => account.Finalize(order, TestAccount.Csr(null, "fault.example.com")));
        var ended = (await Eventually.Get(() => account.Get(order),
            static now => now.Value!.Status != AcmeOrderStatus.Processing, TimeSpan.FromMinutes(2))).Value!;

        ended.Status.ShouldBe(AcmeOrderStatus.Invalid);
        ended.Error!.Code.ShouldBe(RefusalCode.IssuanceVoided);
        var tries = observer.Tries;
        (await account.Finalize(order, TestAccount.Csr(null, "fault.example.com"))).Refusal!.Code.ShouldBe(RefusalCode.OrderNotReady);
        observer.Tries.ShouldBe(tries);
    }

    private sealed class FaultyObserver : IIssuanceObserver
    {
        private int tries;

        public int Tries => Volatile.Read(ref tries);

        public void Reached(IssuanceStep step, RequestId request)
        {
            if (step == IssuanceStep.Linted && request.ToString().Contains("acme:", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref tries);
                throw new InvalidOperationException("A bug.");
            }
        }
    }
}
