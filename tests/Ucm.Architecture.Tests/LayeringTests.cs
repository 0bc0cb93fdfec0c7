using System.Reflection;
using NetArchTest.Rules;
using Shouldly;

namespace Ucm.Architecture.Tests;

/// <summary>Three rings: Pki is pure, grains decide, the frontend translates (docs/architecture.md).</summary>
public sealed class LayeringTests
{
    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Ucm.Pki", [] },
        { "Ucm.Grains.Interfaces", [] },
        { "Ucm.Storage", ["Ucm.Grains.Interfaces"] },
        { "Ucm.Grains", ["Ucm.Grains.Interfaces", "Ucm.Pki", "Ucm.Storage"] },
        { "Ucm.Frontend", ["Ucm.Grains.Interfaces", "Ucm.Pki"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void References_OfOurs_AreOnlyTheAllowedOnes(string assembly, string[] allowed)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(static name => name.Name!).Where(static name => name.StartsWith("Ucm.", StringComparison.Ordinal));

        references.Except(allowed).ShouldBeEmpty();
    }

    [Fact]
    public void Pki_KnowsNoServer_NoDatabase_NoGrain()
    {
        var result = Types.InAssembly(Assemblies.Pki).ShouldNot().HaveDependencyOnAny("Orleans", "Microsoft.AspNetCore", "Microsoft.Data", "Npgsql", "Dapper").GetResult();

        result.FailingTypeNames.ShouldBeNull();
    }

    [Fact]
    public void Frontend_HasNoDatabaseAndNoSilo()
    {
        var result = Types.InAssembly(Assemblies.Frontend).ShouldNot()
            .HaveDependencyOnAny("Microsoft.Data.Sqlite", "Npgsql", "Dapper", "DbUp", "Orleans.Runtime.Host", "Orleans.Hosting.ISiloBuilder").GetResult();

        result.FailingTypeNames.ShouldBeNull();
    }

    /// <summary>What is not on the disk of a frontend cannot be called there.</summary>
    [Fact]
    public void Frontend_Output_HoldsNeitherStorageNorGrains()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var output = Path.Combine(RepositoryTests.Root, "src", "Ucm.Frontend", "bin", here.Parent!.Name, here.Name);

        var ours = Directory.GetFiles(output, "Ucm.*.dll").Select(Path.GetFileNameWithoutExtension);

        ours.Order(StringComparer.Ordinal).ShouldBe(["Ucm.Frontend", "Ucm.Grains.Interfaces", "Ucm.Pki"]);
    }

    [Fact]
    public void Grains_KnowNoHttpServer()
    {
        var result = Types.InAssembly(Assemblies.Grains).ShouldNot().HaveDependencyOnAny("Microsoft.AspNetCore").GetResult();

        result.FailingTypeNames.ShouldBeNull();
    }
}
