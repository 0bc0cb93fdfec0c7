using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Tests.Ocsp;

/// <summary>The certificate store of a silo, whose reading of one status never ends.</summary>
public class SlowStatusStore : DispatchProxy
{
    private ICertificateStore inner = null!;

    /// <summary>The certificate that nothing is heard of.</summary>
    public static CertificateKey? Stuck { get; set; }

    internal static void Install(IServiceCollection services)
    {
        var original = services.Single(static service => service.ServiceType == typeof(ICertificateStore));
        services.Remove(original);
        services.AddSingleton(provider =>
        {
            var proxy = Create<ICertificateStore, SlowStatusStore>();
            ((SlowStatusStore)(object)proxy).inner = (ICertificateStore)ActivatorUtilities.CreateInstance(provider, original.ImplementationType!);
            return proxy;
        });
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ICertificateStore.FindStatus) && args![0] is CertificateKey key && key == Stuck
            ? new TaskCompletionSource<CertificateStatusRow?>().Task
            : targetMethod.Invoke(inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}
