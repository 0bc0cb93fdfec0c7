using System.Globalization;
using System.Text;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>Puts text that somebody typed into a filter or a name, where it stays a value whatever it contains.</summary>
internal static class LdapEscape
{
    /// <summary>A value of a search filter (RFC 4515 §3).</summary>
    public static string Filter(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var character in value)
        {
            _ = character is '*' or '(' or ')' or '\\' or '\0'
                ? text.Append('\\').Append(((int)character).ToString("x2", CultureInfo.InvariantCulture))
                : text.Append(character);
        }

        return text.ToString();
    }

    /// <summary>A value of a distinguished name (RFC 4514 §2.4).</summary>
    public static string Name(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var index = 0; index < value.Length; index++)
        {
            var character = value[index];
            var atEnd = index == 0 || index == value.Length - 1;
            if (character is '\0')
            {
                text.Append("\\00");
                continue;
            }

            if (character is '"' or '+' or ',' or ';' or '<' or '>' or '\\' or '=' || (index == 0 && character == '#') || (atEnd && character == ' '))
            {
                text.Append('\\');
            }

            text.Append(character);
        }

        return text.ToString();
    }
}
