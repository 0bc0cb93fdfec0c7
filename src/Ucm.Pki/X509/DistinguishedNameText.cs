using System.Text;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Distinguished names as text (RFC 4514).</summary>
internal static class DistinguishedNameText
{
    private const int MaxLength = 8192;

    /// <summary>RDNs in the order of the encoding, that is, the text's last first.</summary>
    public static List<IReadOnlyList<NameAttribute>> Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            throw Fault($"is longer than {MaxLength} characters");
        }

        var relativeNames = new List<IReadOnlyList<NameAttribute>>();
        var scanner = new DistinguishedNameScanner(text);
        while (scanner.HasMore)
        {
            var attributes = new List<NameAttribute>();
            do
            {
                attributes.Add(scanner.ReadAttribute());
            }
            while (scanner.Skip('+'));
            relativeNames.Add(attributes);
            scanner.EndRelativeName();
        }

        relativeNames.Reverse();
        return relativeNames;
    }

    public static string Print(IReadOnlyList<IReadOnlyList<NameAttribute>> relativeNames)
    {
        var text = new StringBuilder();
        for (var i = relativeNames.Count - 1; i >= 0; i--)
        {
            for (var j = 0; j < relativeNames[i].Count; j++)
            {
                text.Append(text.Length == 0 ? string.Empty : j == 0 ? "," : "+");
                Print(text, relativeNames[i][j]);
            }
        }

        return text.ToString();
    }

    public static PkiFaultException Fault(string why) => new(PkiFaultKind.Name, $"The distinguished name {why}.");

    private static void Print(StringBuilder text, NameAttribute attribute)
    {
        // RFC 4514 §2.4: a type without a short name has its value in hex.
        var type = NameAttributeType.FindByOid(attribute.Type);
        text.Append(type?.ShortName ?? attribute.Type).Append('=');
        if (type is null || attribute.Value is null)
        {
            text.Append('#').Append(Convert.ToHexStringLower(attribute.Encoded.Span));
            return;
        }

        Escape(text, attribute.Value);
    }

    private static void Escape(StringBuilder text, string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (char.IsControl(c))
            {
                foreach (var octet in Encoding.UTF8.GetBytes([c]))
                {
                    text.Append('\\').Append(Convert.ToHexString([octet]));
                }

                continue;
            }

            var special = c is '"' or '+' or ',' or ';' or '<' or '>' or '\\' || (i == 0 && c is '#' or ' ') || (i == value.Length - 1 && c == ' ');
            text.Append(special ? "\\" : string.Empty).Append(c);
        }
    }
}
