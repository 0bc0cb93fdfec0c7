using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Ucm.Grains.Tests.Faults;

// Public and not sealed, because the proxy derives from it.
/// <summary>Stands before a service and is told of each call; what it throws is thrown instead of the call.</summary>
public class Interceptor<T> : DispatchProxy
    where T : class
{
    private T? inner;
    private Action<string>? before;

    internal static T Around(T inner, Action<string> before)
    {
        var proxy = Create<T, Interceptor<T>>();
        var self = (Interceptor<T>)(object)proxy;
        (self.inner, self.before) = (inner, before);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        before!($"{typeof(T).Name}.{targetMethod!.Name}");
        return targetMethod.Invoke(inner, args);
    }
}

internal static class InterceptorExtensions
{
    /// <summary>Around a service that was registered by its type.</summary>
    public static void Intercept<T>(this IServiceCollection services, Action<string> before)
        where T : class
    {
        var type = services.Last(service => service.ServiceType == typeof(T)).ImplementationType!;
        services.AddSingleton(provider => Interceptor<T>.Around((T)ActivatorUtilities.CreateInstance(provider, type), before));
    }

    /// <summary>Around a service that was registered by a factory.</summary>
    public static void InterceptMade<T>(this IServiceCollection services, Action<string> before)
        where T : class
    {
        var make = services.Last(service => service.ServiceType == typeof(T)).ImplementationFactory!;
        services.AddSingleton(provider => Interceptor<T>.Around((T)make(provider), before));
    }
}
