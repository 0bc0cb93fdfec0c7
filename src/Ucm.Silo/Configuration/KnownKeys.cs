using System.Collections;
using System.Reflection;

namespace Ucm.Silo.Configuration;

/// <summary>
/// The keys that exist under <c>Ucm:</c>, read off the options classes (those with a constant <c>Section</c>), so that a misspelt key is an error
/// with the nearest right name instead of a setting that silently does nothing.
/// </summary>
internal sealed class KnownKeys
{
    private const string Any = "*";
    private readonly SortedSet<string> patterns = new(StringComparer.OrdinalIgnoreCase);

    public KnownKeys(params IEnumerable<Assembly> assemblies)
    {
        foreach (var type in assemblies.SelectMany(static assembly => assembly.GetTypes()))
        {
            if (type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() is string section
                && (section == "Ucm" || section.StartsWith("Ucm:", StringComparison.Ordinal)))
            {
                AddProperties(section, type);
            }
        }
    }

    public IReadOnlyCollection<string> All => patterns;

    /// <summary>One sentence for each key that is set and does not exist.</summary>
    public IReadOnlyList<string> FindFaults(IConfiguration configuration) =>
    [
        .. configuration.GetSection("Ucm").AsEnumerable()
            .Where(static pair => pair.Value is not null && pair.Key.Contains(':'))
            .Select(static pair => pair.Key)
            .Where(key => !IsKnown(key))
            .Select(key => $"unknown configuration key '{key}'; did you mean '{Nearest(key)}'?"),
    ];

    private bool IsKnown(string key) => patterns.Contains(key) || patterns.Any(pattern => Matches(pattern, key));

    private static bool Matches(string pattern, string key)
    {
        if (!pattern.EndsWith(Any, StringComparison.Ordinal))
        {
            return false;
        }

        var prefix = pattern[..^Any.Length];
        return key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
    }

    private string Nearest(string key) => patterns.MinBy(pattern => EditDistance.Between(pattern.ToUpperInvariant(), key.ToUpperInvariant()))!;

    private void AddProperties(string path, Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.CanWrite))
        {
            var key = $"{path}:{property.Name}";
            var kind = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (kind != typeof(string) && kind.IsAssignableTo(typeof(IEnumerable)))
            {
                patterns.Add($"{key}:{Any}");
            }
            else if (kind.IsClass && kind != typeof(string))
            {
                AddProperties(key, kind);
            }
            else
            {
                patterns.Add(key);
            }
        }
    }
}
