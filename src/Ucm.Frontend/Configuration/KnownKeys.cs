using System.Collections;
using System.Reflection;

namespace Ucm.Frontend.Configuration;

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
        foreach (var (section, type) in OptionsClasses.In(assemblies))
        {
            AddProperties(section, type);
        }
    }

    public IReadOnlyCollection<string> All => patterns;

    /// <summary>One sentence for each key that is set, does not exist, and is not under one of the sections that are somebody else's.</summary>
    public IReadOnlyList<string> FindFaults(IConfiguration configuration, params IReadOnlyCollection<string> others) =>
    [
        .. configuration.GetSection("Ucm").AsEnumerable()
            .Where(static pair => pair.Value is not null && pair.Key.Contains(':'))
            .Select(static pair => pair.Key)
            .Where(key => !IsKnown(key) && !others.Any(section => IsUnder(section, key)))
            .Select(key => $"unknown configuration key '{key}'; did you mean '{Nearest(key)}'?"),
    ];

    /// <summary>Lists given as one text, <c>a, b</c>, as an environment variable likes to be written: the same keys with indexes.</summary>
    public IEnumerable<KeyValuePair<string, string?>> SplitLists(IConfiguration configuration) =>
        from pattern in patterns
        where pattern.EndsWith(Any, StringComparison.Ordinal)
        let key = pattern[..^(Any.Length + 1)]
        let text = configuration[key]
        where text is not null
        from item in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Index()
        select new KeyValuePair<string, string?>($"{key}:{item.Index}", item.Item);

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

    private static bool IsUnder(string section, string key) =>
        key.StartsWith(section, StringComparison.OrdinalIgnoreCase) && (key.Length == section.Length || key[section.Length] == ':');

    private static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    private string Nearest(string key) => patterns.MinBy(pattern => EditDistance.Between(pattern.ToUpperInvariant(), key.ToUpperInvariant()))!;

    private void AddProperties(string path, Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.CanWrite || IsList(property.PropertyType)))
        {
            var key = $"{path}:{property.Name}";
            var kind = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (IsList(kind))
            {
                patterns.Add(key);
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
