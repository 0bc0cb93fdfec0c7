using System.Reflection;

namespace Ucm.Architecture.Tests;

/// <summary>The six assemblies of the product, by name.</summary>
internal static class Assemblies
{
    public static readonly Assembly Pki = Assembly.Load("Ucm.Pki");
    public static readonly Assembly Interfaces = Assembly.Load("Ucm.Grains.Interfaces");
    public static readonly Assembly Storage = Assembly.Load("Ucm.Storage");
    public static readonly Assembly Grains = Assembly.Load("Ucm.Grains");
    public static readonly Assembly Frontend = Assembly.Load("Ucm.Frontend");
    public static readonly Assembly Silo = Assembly.Load("Ucm.Silo");

    public static IReadOnlyList<Assembly> All => [Pki, Interfaces, Storage, Grains, Frontend, Silo];

    public static IEnumerable<Type> Types => All.SelectMany(static assembly => assembly.GetTypes()).Where(static type => type.Namespace?.StartsWith("Ucm.", StringComparison.Ordinal) == true);
}
