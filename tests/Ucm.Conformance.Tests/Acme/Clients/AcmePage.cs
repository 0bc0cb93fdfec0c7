using System.Text.RegularExpressions;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.Acme.Clients;

/// <summary>The examples of docs/acme.md. The word after the language names one: <c>```sh certbot-issue</c>.</summary>
internal static partial class AcmePage
{
    private static readonly Dictionary<string, string> Blocks = Fence().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "acme.md")))
        .ToDictionary(static match => match.Groups["name"].Value, static match => match.Groups["text"].Value);

    public static IEnumerable<string> Names => Blocks.Keys;

    public static string Block(string name) => Blocks.TryGetValue(name, out var text) ? text : throw new ArgumentException($"docs/acme.md has no example named {name}.");

    [GeneratedRegex(@"^```[a-z]+ (?<name>[a-z0-9-]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
