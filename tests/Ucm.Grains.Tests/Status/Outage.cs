using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Tests.Status;

/// <summary>Stands in front of a store and is away when told so, as a database is.</summary>
public sealed class Outage
{
    private volatile bool down;

    public bool Down
    {
        get => down;
        set => down = value;
    }

    /// <summary>Puts the outage in front of the registered store.</summary>
    public void InFrontOf<T>(IServiceCollection services)
        where T : class
    {
        var registered = services.Last(static one => one.ServiceType == typeof(T));
        services.AddSingleton(provider =>
        {
            var proxy = DispatchProxy.Create<T, Front>();
            var front = (Front)(object)proxy;
            front.Store = registered.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, registered.ImplementationType!);
            front.Outage = this;
            return proxy;
        });
    }

    public class Front : DispatchProxy
    {
        public object? Store { get; set; }

        public Outage? Outage { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Outage!.Down
            ? throw new StorageUnavailableException("The test took the database away.")
            : targetMethod!.Invoke(Store, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}
