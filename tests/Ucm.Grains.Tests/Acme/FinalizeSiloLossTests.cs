using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Certificates;
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
/// The silo of an order dies at a step of its finalize: it writes nothing from that step on, and is killed. The other silo has the order next.
/// </summary>
[Trait("needs", "server")]
public sealed class FinalizeSiloLossTests : IAsyncLifetime
{
    private const string Name = "loss.example.com";
    private readonly Outages[] outages = [new(), new()];
    private readonly ConcurrentQueue<int> reached = new();
    private IssuanceStep last;
    private GrainCluster? cluster;

    public async ValueTask InitializeAsync()
    {
        cluster = await GrainCluster.Start(configureSilo: (silo, services) =>
        {
            AcmeCluster.UseFakeChallenge(services);
            services.InterceptMade<IStorageWriter>(outages[silo].Before);
            services.AddSingleton<IIssuanceObserver>(new StoppingObserver(step => Reached(silo, step)));
        });
        await cluster.CreateAuthorities();
    }

    public ValueTask DisposeAsync() => cluster!.DisposeAsync();

    [Theory]
    [InlineData(nameof(IssuanceStep.Reserved))]
    [InlineData(nameof(IssuanceStep.Stored))]
    [InlineData(nameof(IssuanceStep.Returned))]
    public async Task Finalize_SiloKilledAtAStep_TheOtherHasTheSameOneCertificate(string at)
    {
        var step = Enum.Parse<IssuanceStep>(at);
        using var account = await TestAccount.Create(cluster!.Grains);
        var order = await account.ReadyOrder(Name);
        var csr = TestAccount.Csr(null, Name);
        last = step;

        var cut = await account.Finalize(order, csr);
        reached.TryPeek(out var dead).ShouldBeTrue();
        await cluster.Cluster.KillSiloAsync(cluster.Silo(dead), TestContext.Current.CancellationToken);
        var other = account.Via(cluster.Service<IGrainFactory>(1 - dead));
        var first = await Eventually.Get(() => Seen(other, order), static seen => seen is not null);
        var found = await other.WaitFor(order, static now => now.Status == AcmeOrderStatus.Valid);
        var repeated = await other.Finalize(order, csr);
        var foreign = await other.Finalize(order, TestAccount.Csr(null, Name));

        cut.Succeeded.ShouldBe(step == IssuanceStep.Returned);
        if (step == IssuanceStep.Returned)
        {
            (cut.Value!.Status, cut.Value.Certificate).ShouldBe((AcmeOrderStatus.Valid, found.Certificate));
        }

        first!.Status.ShouldBe(step == IssuanceStep.Reserved ? AcmeOrderStatus.Processing : AcmeOrderStatus.Valid);
        repeated.Value!.Certificate.ShouldBe(found.Certificate);
        foreign.Refusal!.Code.ShouldBe(RefusalCode.OrderNotReady);
        await ListedAsValid(1 - dead, order);
    }

    /// <summary>Null while the other silo does not know that the first is dead.</summary>
    private static async Task<AcmeOrder?> Seen(TestAccount account, AcmeOrder order)
    {
        try
        {
            return (await account.Get(order)).Value;
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException)
        {
            return null;
        }
    }

    private void Reached(int silo, IssuanceStep step)
    {
        if (step != last || !reached.IsEmpty)
        {
            return;
        }

        reached.Enqueue(silo);
        outages[silo].Of("IStorageWriter.Write", new StorageUnavailableException("The silo is dead."));
        if (step != IssuanceStep.Returned)
        {
            throw new IOException("Cut off.");
        }
    }

    private async Task ListedAsValid(int silo, AcmeOrder order) => await Eventually.Get(
        async () => await cluster!.Service<IAcmeLists>(silo).ListOrders(new AcmeListQuery(null, 100), CancellationToken.None),
        list => list.Items.Single(one => one.Id == order.Id).Status == "valid");

    private sealed class StoppingObserver(Action<IssuanceStep> act) : IIssuanceObserver
    {
        public void Reached(IssuanceStep step, RequestId request)
        {
            if (request.ToString().Contains("acme:", StringComparison.Ordinal))
            {
                act(step);
            }
        }
    }
}
