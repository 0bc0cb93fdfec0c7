using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Tests.Trust;

/// <summary>Every method of every grain of the product, and a way to call each with arguments that say nothing.</summary>
internal static class GrainMethods
{
    public static IReadOnlyList<MethodInfo> All { get; } =
    [
        .. new[] { typeof(Caller).Assembly, typeof(GrainsModule).Assembly }
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)))
            .SelectMany(static type => type.GetMethods()),
    ];

    public static string Name(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>The caller goes where the method wants one; the rest is empty.</summary>
    public static async Task<object?> Call(IGrainFactory grains, MethodInfo method, Caller? caller)
    {
        var type = method.DeclaringType!;
        var grain = type.IsAssignableTo(typeof(IGrainWithStringKey)) ? grains.GetGrain(type, "issuing") : grains.GetGrain(type, 0L);
        var task = (Task)method.Invoke(grain, [.. method.GetParameters().Select(parameter => Argument(parameter.ParameterType, caller))])!;
        await task;
        return task.GetType().GetProperty("Result")?.GetValue(task);
    }

    private static object? Argument(Type type, Caller? caller)
    {
        if (type == typeof(Caller))
        {
            return caller;
        }

        var property = type.GetProperties().SingleOrDefault(static property => property.PropertyType == typeof(Caller));
        if (property is null)
        {
            return Empty(type);
        }

        var command = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var part in type.GetProperties().Where(static part => part.CanWrite && part.PropertyType.IsValueType))
        {
            part.SetValue(command, Empty(part.PropertyType));
        }

        property.SetValue(command, caller);
        return command;
    }

    private static object? Empty(Type type) => type switch
    {
        { IsValueType: false } => type == typeof(string) ? "x" : null,
        { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) => type.GetField("Empty")!.GetValue(null),
        _ => Activator.CreateInstance(type),
    };
}
