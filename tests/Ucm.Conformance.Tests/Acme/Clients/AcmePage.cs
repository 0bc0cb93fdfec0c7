using System.Text.RegularExpressions;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>The examples of docs/acme.md. The word after the language names one: <c>```sh certbot-issue</c>.</summary>
internal static partial class AcmePage
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "acme.md"));

    private static readonly Dictionary<string, string> Blocks = Fence().Matches(Page)
        .ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["text"].Value);

    public static IEnumerable<string> Names => Blocks.Keys;

    /// <summary>The test classes that sections say they are run by.</summary>
    public static IEnumerable<string> ClaimedTests => Claim().Matches(Page).Select(static match => match.Groups[1].Value);

    public static string Block(string name) =>
        Blocks.TryGetValue(name, out var text) ? text : throw new ArgumentException($"docs/acme.md has no example named {name}.");

    [GeneratedRegex(@"^```[a-z]+ (?<name>[a-z0-9-]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^Run by `(\w+)`", RegexOptions.Multiline)]
    private static partial Regex Claim();
}
