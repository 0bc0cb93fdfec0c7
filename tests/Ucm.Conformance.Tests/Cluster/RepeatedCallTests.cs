using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Shouldly;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Silo.Hosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Calls of a frontend that lives in the silo's process: a request there is the very object that the grain gets.</summary>
[Trait("needs", "server")]
public sealed class RepeatedCallTests
{
    /// <summary>What the first call asked for has no answer in time; it is made again, and only then does the grain come to the end of the first.</summary>
    [Fact]
    public async Task Invoke_GrainOfTheSameProcessAnswersTooLate_IsAskedTheSameAgain()
    {
        var late = new LateGrain();
        using var silo = Silo(late);
        await silo.StartAsync(TestContext.Current.CancellationToken);
        using var caller = new CancellationTokenSource();

        var lease = await silo.Services.GetRequiredService<IGrainFactory>().GetGrain<IAcmeNonceGrain>(0).Lease(7, caller.Token);

        lease.Count.ShouldBe(7);
        late.Sent.ShouldBe(2);
        late.Tokens.ShouldAllBe(token => token == caller.Token);
        await silo.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Silo(LateGrain late)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort.Find(), FreePort.Find(), null, "repeat", "repeat");
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Configure<ClientMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromMilliseconds(500));
            silo.Configure<SiloMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromMilliseconds(500));
            silo.AddOutgoingGrainCallFilter<RepeatFilter>();
            silo.AddOutgoingGrainCallFilter(late);
            silo.AddIncomingGrainCallFilter(late);
        });
        return builder.Build();
    }

    /// <summary>Holds the first call until it is made a second time.</summary>
    private sealed class LateGrain : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
    {
        private readonly TaskCompletionSource again = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int sent;

        public int Sent => sent;

        public List<CancellationToken> Tokens { get; } = [];

        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.MethodName != nameof(IAcmeNonceGrain.Lease))
            {
                return context.Invoke();
            }

            Tokens.Add(context.Request.GetCancellationToken());
            var call = context.Invoke();
            if (++sent == 2)
            {
                again.SetResult();
            }

            return call;
        }

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.MethodName == nameof(IAcmeNonceGrain.Lease))
            {
                await again.Task;
            }

            await context.Invoke();
        }
    }
}
