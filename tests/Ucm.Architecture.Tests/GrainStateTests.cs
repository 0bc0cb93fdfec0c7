using System.Reflection;
using Shouldly;

namespace Ucm.Architecture.Tests;

/// <summary>Two grain classes with one state name would share rows (dotnet/orleans#9737).</summary>
public sealed class GrainStateTests
{
    [Fact]
    public void StateNames_AreUniqueAndAliased()
    {
        var names = Assemblies.Grains.GetTypes()
            .SelectMany(static type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .SelectMany(static constructor => constructor.GetParameters())
            .Select(static parameter => parameter.GetCustomAttribute<PersistentStateAttribute>())
            .OfType<PersistentStateAttribute>()
            .Select(static attribute => attribute.StateName)
            .ToList();

        names.ShouldAllBe(static name => name.StartsWith("ucm.state.", StringComparison.Ordinal));
        names.ShouldBeUnique();
    }

    [Fact]
    public void Grains_AreNeverReentrantAsAWhole()
    {
        var reentrant = Assemblies.Grains.GetTypes().Where(static type => type.GetCustomAttribute<Orleans.Concurrency.ReentrantAttribute>() is not null);

        reentrant.ShouldBeEmpty();
    }
}
