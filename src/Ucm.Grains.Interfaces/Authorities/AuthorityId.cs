using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>The stable slug of an authority, part of its URLs: 1..40 of <c>a-z 0-9 -</c>, begins and ends with a letter or digit.</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.authority-id")]
public readonly record struct AuthorityId
{
    private static readonly SearchValues<char> SlugCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private AuthorityId(string value) => Value = value;

    [Id(0)]
    public string Value { get; init; }

    public static AuthorityId Parse(string slug) => TryParse(slug, out var id) ? id : throw new FormatException("Not an authority's slug.");

    public static bool TryParse([NotNullWhen(true)] string? slug, out AuthorityId id)
    {
        var valid = slug is { Length: >= 1 and <= 40 }
            && !slug.AsSpan().ContainsAnyExcept(SlugCharacters)
            && slug[0] != '-' && slug[^1] != '-';
        id = valid ? new AuthorityId(slug!) : default;
        return valid;
    }

    public override string ToString() => Value;
}
