using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Ucm.Grains.Acme.Caa;

/// <summary>The value of an issue or issuewild property (RFC 8659 §4.2): an authority's name and parameters. Any text may be given.</summary>
/// <param name="Issuer">Empty: nobody may issue.</param>
/// <param name="Parameters">In order, with repetitions; tags in lower case.</param>
internal sealed record CaaProperty(string Issuer, ImmutableArray<(string Tag, string Value)> Parameters)
{
    /// <summary>False for a value that is not as the grammar wants it; such a value forbids.</summary>
    public static bool TryParse(string value, [NotNullWhen(true)] out CaaProperty? property)
    {
        property = null;
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        var issuer = Trim(semicolon < 0 ? value : value[..semicolon]);
        if (issuer.Length > 0 && !issuer.Split('.').All(IsLabel))
        {
            return false;
        }

        var parameters = ImmutableArray.CreateBuilder<(string Tag, string Value)>();
        var rest = semicolon < 0 ? string.Empty : Trim(value[(semicolon + 1)..]);
        foreach (var parameter in rest.Length == 0 ? [] : rest.Split(';'))
        {
            if (!TryParseParameter(parameter, out var parsed))
            {
                return false;
            }

            parameters.Add(parsed);
        }

        property = new CaaProperty(issuer, parameters.ToImmutable());
        return true;
    }

    private static bool TryParseParameter(string text, out (string Tag, string Value) parameter)
    {
        parameter = default;
        if (text.IndexOf('=', StringComparison.Ordinal) is var equals && equals < 0)
        {
            return false;
        }

        var tag = Trim(text[..equals]);
        var value = Trim(text[(equals + 1)..]);
        parameter = (tag.ToLowerInvariant(), value);
        return IsLabel(tag) && value.All(static c => c is >= '!' and <= '~' and not ';');
    }

    /// <summary>Letters, digits, and hyphens that are neither first nor last.</summary>
    private static bool IsLabel(string text) =>
        text.Length > 0 && text[0] != '-' && text[^1] != '-' && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>WSP of RFC 5234: space and tab, no other white space.</summary>
    private static string Trim(string text) => text.Trim(' ', '\t');
}
