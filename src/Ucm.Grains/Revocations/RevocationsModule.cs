using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Grains.Certificates;

namespace Ucm.Grains.Revocations;

internal static class RevocationsModule
{
    public static IServiceCollection AddRevocations(this IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IRevocationAnnouncer, RevocationAnnouncer>());
}
