using System.Reflection;
using Shouldly;

namespace Ucm.Architecture.Tests;

/// <summary>What is sent between processes or stored keeps its names for ever, so every such type says them explicitly.</summary>
public sealed class WireTypeTests
{
    private static IEnumerable<Type> WireTypes => Assemblies.Types.Where(static type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null);

    private static IEnumerable<Type> GrainInterfaces => Assemblies.Types.Where(static type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)) && type != typeof(IAddressable));

    [Fact]
    public void WireTypes_AreImmutableAndAliased()
    {
        var faults = WireTypes.Where(static type => type.GetCustomAttribute<ImmutableAttribute>() is null || Alias(type) is null);

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Aliases_BeginWithUcmAndAreUnique()
    {
        var aliases = WireTypes.Concat(GrainInterfaces).Select(static type => (Alias: Alias(type), type)).ToList();

        aliases.Where(static pair => pair.Alias?.StartsWith("ucm.", StringComparison.Ordinal) != true).Select(static pair => pair.type).ShouldBeEmpty();
        aliases.GroupBy(static pair => pair.Alias).Where(static group => group.Count() > 1).Select(static group => group.Key).ShouldBeEmpty();
    }

    /// <summary>Another process finds a generic type by its alias and arity; without the arity it reads the type's own name and fails.</summary>
    [Fact]
    public void Aliases_OfGenericTypes_EndWithTheArity()
    {
        var faults = WireTypes.Concat(GrainInterfaces)
            .Where(static type => Alias(type) is { } alias && (type.IsGenericTypeDefinition ? !alias.EndsWith($"`{type.GetGenericArguments().Length}", StringComparison.Ordinal) : alias.Contains('`', StringComparison.Ordinal)));

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void GrainMethods_EndWithACancellationTokenAndHaveNoAsyncSuffix()
    {
        var methods = GrainInterfaces.SelectMany(static type => type.GetMethods().Where(method => method.DeclaringType == type));

        var faults = methods.Where(static method =>
            method.Name.EndsWith("Async", StringComparison.Ordinal)
            || (!typeof(IGrainObserver).IsAssignableFrom(method.DeclaringType) && method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken)));

        faults.Select(static method => $"{method.DeclaringType!.Name}.{method.Name}").ShouldBeEmpty();
    }

    [Fact]
    public void Records_InTheContracts_AreWireTypesConfigurationOrDocuments()
    {
        var faults = Assemblies.Interfaces.GetExportedTypes()
            .Where(static type => !type.IsInterface && !type.IsEnum && !type.IsAssignableTo(typeof(Attribute)) && !(type.IsAbstract && type.IsSealed))
            .Where(static type => type.GetCustomAttribute<GenerateSerializerAttribute>() is null)
            .Where(static type => type.Namespace?.StartsWith("Ucm.Grains.Interfaces", StringComparison.Ordinal) == true && !type.Namespace.EndsWith(".Configuration", StringComparison.Ordinal))
            // Administrators' objects travel and are stored as JSON text; these say what is in it.
            .Where(static type => !type.Namespace!.EndsWith(".Documents", StringComparison.Ordinal));

        faults.ShouldBeEmpty();
    }

    private static string? Alias(Type type) => type.GetCustomAttribute<AliasAttribute>()?.Alias;
}
