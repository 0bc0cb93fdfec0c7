using System.Reflection;

namespace Ucm.Frontend.Configuration;

/// <summary>The classes that hold what is set under <c>Ucm:</c>: those with a constant <c>Section</c>.</summary>
internal static class OptionsClasses
{
    public static IEnumerable<(string Section, Type Type)> In(IEnumerable<Assembly> assemblies) =>
        from type in assemblies.SelectMany(static assembly => assembly.GetTypes())
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string
        where section is not null && (section == "Ucm" || section.StartsWith("Ucm:", StringComparison.Ordinal))
        select (section, type);
}
