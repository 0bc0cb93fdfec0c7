using System.Globalization;

namespace Ucm.Reliability.Targets;

/// <summary><c>command --name value --flag</c>. Asking for a name that must be there and is not is an <see cref="UsageException"/>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);

    public Arguments(IReadOnlyList<string> words)
    {
        Command = words.Count == 0 || words[0].StartsWith('-') ? "" : words[0];
        for (var index = Command.Length == 0 ? 0 : 1; index < words.Count; index++)
        {
            if (words[index] is not ['-', '-', _, ..])
                throw new UsageException($"'{words[index]}' is not an option.");

            var hasValue = index + 1 < words.Count && !words[index + 1].StartsWith("--", StringComparison.Ordinal);
            values[words[index][2..]] = hasValue ? words[++index] : "true";
        }
    }

    public string Command { get; }

    public bool Has(string name) => values.ContainsKey(name);

    public string? Find(string name) => values.GetValueOrDefault(name);

    public string Get(string name) => Find(name) ?? throw new UsageException($"--{name} is missing.");

    public double Number(string name, double fallback) => Find(name) is not { } text ? fallback
        : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : throw new UsageException($"--{name} is followed by a number.");

    /// <exception cref="UsageException">An option is not in the usage, which is therefore never less than the truth.</exception>
    public void CheckOptions(string usage)
    {
        var known = usage.Split([' ', '\n', '[', ']', ',', ';', '|']).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (values.Keys.FirstOrDefault(name => !known.Contains($"--{name}")) is { } unknown)
            throw new UsageException($"There is no option '--{unknown}'.");
    }
}
