using System.CommandLine;
using Ucm.Frontend.Configuration;

namespace Ucm.Silo.CommandLine;

/// <summary>Finds a word that is neither a command nor configuration. Taken for nothing, it would start a server that nobody asked for.</summary>
internal static class UnknownWord
{
    /// <summary>One sentence, or null when there is none.</summary>
    public static string? Find(ParseResult parsed)
    {
        var tokens = parsed.UnmatchedTokens;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (IsConfiguration(tokens[i]))
            {
                // As "--Key value" too.
                i += !tokens[i].Contains('=', StringComparison.Ordinal) && i + 1 < tokens.Count && !IsConfiguration(tokens[i + 1]) ? 1 : 0;
                continue;
            }

            var known = parsed.RootCommandResult.Command.Subcommands.Select(static command => command.Name).ToArray();
            var nearest = known.MinBy(name => EditDistance.Between(name, tokens[i].ToLowerInvariant()));
            return $"'{tokens[i]}' is no command; did you mean '{nearest}'? There are {string.Join(", ", known)}, and settings such as --Ucm:DataDirectory=PATH.";
        }

        return null;
    }

    private static bool IsConfiguration(string token) =>
        token.StartsWith("--", StringComparison.Ordinal) || token.StartsWith('/') || token.Contains('=', StringComparison.Ordinal);
}
