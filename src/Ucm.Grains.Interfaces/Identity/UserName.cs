using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>A user's name: 1..64 of <c>a-z 0-9 . _ - @</c>, begins with a letter or digit; upper case is read as lower.</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.user-name")]
public readonly record struct UserName
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-@");

    private UserName(string value) => Value = value;

    public const int MaxLength = 64;

    [Id(0)]
    public string Value { get; init; }

    public static UserName Parse(string name) => TryParse(name, out var user) ? user : throw new FormatException("Not a user name.");

    public static bool TryParse([NotNullWhen(true)] string? name, out UserName user)
    {
        var lower = name is { Length: >= 1 and <= MaxLength } ? name.ToLowerInvariant() : string.Empty;
        var valid = lower.Length > 0 && !lower.AsSpan().ContainsAnyExcept(NameCharacters) && char.IsAsciiLetterOrDigit(lower[0]);
        user = valid ? new UserName(lower) : default;
        return valid;
    }

    public override string ToString() => Value;
}
