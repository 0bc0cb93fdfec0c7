using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Signing;
using Ucm.Grains.Trust;

namespace Ucm.Grains.Tests.Trust;

/// <summary>Gives a test's client what only silos have; AsFrontend takes it away for one call.</summary>
internal static class SealedClient
{
    private static readonly AsyncLocal<bool> Bare = new();

    public static IClientBuilder UseSeal(this IClientBuilder client, string masterKeyFile)
    {
        client.Services.AddSingleton(_ => new CallSeal(MasterKeyFile.OpenOrCreate(masterKeyFile), TimeProvider.System));
        client.Services.AddSingleton<CallSealer>();
        return client.AddOutgoingGrainCallFilter<Switch>();
    }

    /// <summary>The call as an Orleans client without the master key sends it, whatever seal it presents.</summary>
    public static Task<T> AsFrontend<T>(this GrainCluster cluster, Func<IGrainFactory, Task<T>> call, byte[]? seal = null) => cluster.Grains.AsFrontend(call, seal);

    public static async Task<T> AsFrontend<T>(this IGrainFactory client, Func<IGrainFactory, Task<T>> call, byte[]? seal = null)
    {
        Bare.Value = true;
        if (seal is not null)
        {
            RequestContext.Set(CallSeal.ContextKey, seal);
        }

        return await call(client);
    }

    private sealed class Switch(CallSealer sealer) : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context) => Bare.Value ? context.Invoke() : sealer.Invoke(context);
    }
}
