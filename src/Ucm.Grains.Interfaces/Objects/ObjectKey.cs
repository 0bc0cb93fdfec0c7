using System.Diagnostics.CodeAnalysis;

namespace Ucm.Grains.Interfaces.Objects;

/// <summary>Names one administrators' object: its kind, such as <c>profile</c>, and its name within the kind. As a grain's key: <c>kind/name</c>.</summary>
/// <param name="Name">1 to 64 lower-case letters, digits, hyphens and dots, beginning and ending with a letter or digit: it stands in URLs.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.object-key")]
public sealed record ObjectKey([property: Id(0)] string Kind, [property: Id(1)] string Name)
{
    public const int MaxNameLength = 64;

    /// <summary>What a name looks like, for the sentence that refuses another one.</summary>
    public const string NameForm = "1 to 64 lower-case letters, digits, hyphens and dots, beginning and ending with a letter or digit";

    private const string LettersAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";

    public static bool IsName([NotNullWhen(true)] string? text) =>
        text is { Length: >= 1 and <= MaxNameLength }
        && !text.AsSpan().ContainsAnyExcept($"{LettersAndDigits}-.")
        && LettersAndDigits.Contains(text[0], StringComparison.Ordinal)
        && LettersAndDigits.Contains(text[^1], StringComparison.Ordinal);

    /// <summary>Text without a slash has an empty kind, which no kind is called: nobody gets an object by it.</summary>
    public static ObjectKey Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new ObjectKey(string.Empty, text) : new ObjectKey(text[..slash], text[(slash + 1)..]);
    }

    public override string ToString() => $"{Kind}/{Name}";
}
