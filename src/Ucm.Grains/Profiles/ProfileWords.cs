using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Keys;
using Ucm.Pki.Linting;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Profiles;

/// <summary>The words that a profile's document is written in.</summary>
internal static class ProfileWords
{
    public static readonly Vocabulary<WayIn> WaysIn = new(
        ("rest", WayIn.Rest), ("console", WayIn.Console), ("acme", WayIn.Acme), ("scep", WayIn.Scep), ("est", WayIn.Est), ("cmp", WayIn.Cmp), ("system", WayIn.System));

    public static readonly Vocabulary<PublicKeyKind> Keys = new(("rsa", PublicKeyKind.Rsa), ("ec", PublicKeyKind.Ec), ("ed25519", PublicKeyKind.Ed25519));

    public static readonly Vocabulary<GeneralNameKind> Names = new(
        ("dns", GeneralNameKind.Dns), ("ip", GeneralNameKind.Ip), ("email", GeneralNameKind.Email), ("uri", GeneralNameKind.Uri), ("upn", GeneralNameKind.Upn));

    public static readonly Vocabulary<LintSeverity?> Severities = new(
        ("off", null), ("info", LintSeverity.Info), ("warning", LintSeverity.Warning), ("error", LintSeverity.Error));

    public static readonly Vocabulary<KeyUsages> KeyUsage = new([.. KeyUsageNames.All.Select(static name => (name, KeyUsageNames.TryParse(name, out var usage) ? usage : default))]);

    public static readonly Vocabulary<UnmetExtensions> UnmetExtensions = new(("ignore", Pki.Profiles.UnmetExtensions.Ignore), ("refuse", Pki.Profiles.UnmetExtensions.Refuse));

    public static KeyUsages Usages(IEnumerable<string> words) => words.Aggregate(KeyUsages.None, static (all, word) => all | KeyUsage.Value(word));
}

/// <summary>Words and what each stands for.</summary>
internal sealed class Vocabulary<T>(params (string Word, T Value)[] entries)
{
    public IEnumerable<string> Words => entries.Select(static entry => entry.Word);

    public bool Has(string word) => entries.Any(entry => entry.Word == word);

    /// <exception cref="InvalidOperationException">There is no such word.</exception>
    public T Value(string word) => entries.First(entry => entry.Word == word).Value;

    public string Word(T value) => entries.First(entry => EqualityComparer<T>.Default.Equals(entry.Value, value)).Word;
}
