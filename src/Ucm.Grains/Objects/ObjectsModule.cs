using Microsoft.Extensions.DependencyInjection;

namespace Ucm.Grains.Objects;

/// <summary>What administrators name. A feature adds its kinds with <see cref="AddObjectKind"/>.</summary>
internal static class ObjectsModule
{
    public static IServiceCollection AddObjects(this IServiceCollection services) => services.AddSingleton<ObjectKinds>();

    public static IServiceCollection AddObjectKind<T>(this IServiceCollection services)
        where T : class, IObjectKind => services.AddSingleton<IObjectKind, T>();
}
