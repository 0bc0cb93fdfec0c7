using System.Globalization;

namespace Ucm.Benchmarks;

/// <summary>What was asked for on the command line: suites by name, options with a value each.</summary>
internal sealed record BenchmarkArguments(IReadOnlyList<string> Suites, int Rounds = 5, double Seconds = 4, string? Folder = null, bool Help = false)
{
    /// <summary>What is wrong with it is said in one line.</summary>
    public static bool TryParse(IReadOnlyList<string> words, out BenchmarkArguments arguments, out string? fault)
    {
        (arguments, fault) = (new BenchmarkArguments([]), null);
        for (var index = 0; index < words.Count && fault is null; index++)
        {
            var word = words[index];
            if (word == "--help")
                arguments = arguments with { Help = true };
            else if (!word.StartsWith('-'))
                (arguments, fault) = (arguments with { Suites = [.. arguments.Suites, word] }, Benchmarks.Suites.All.ContainsKey(word) ? null : $"There is no suite '{word}'.");
            else
                (arguments, fault) = With(arguments, word, ++index < words.Count ? words[index] : null);
        }

        return fault is null;
    }

    private static (BenchmarkArguments Arguments, string? Fault) With(BenchmarkArguments arguments, string option, string? value) => option switch
    {
        "--rounds" => int.TryParse(value, CultureInfo.InvariantCulture, out var rounds) && rounds > 0
            ? (arguments with { Rounds = rounds }, null)
            : (arguments, "--rounds is followed by a whole number, at least 1."),
        "--seconds" => double.TryParse(value, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 3600
            ? (arguments with { Seconds = seconds }, null)
            : (arguments, "--seconds is followed by a number between 0 and 3600."),
        "--write" => string.IsNullOrEmpty(value) || value.StartsWith('-') ? (arguments, "--write is followed by a folder.") : (arguments with { Folder = value }, null),
        _ => (arguments, $"There is no option '{option}'."),
    };
}
