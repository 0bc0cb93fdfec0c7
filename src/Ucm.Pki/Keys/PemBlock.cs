using Ucm.Pki.Asn1;

namespace Ucm.Pki.Keys;

/// <summary>One block of a PEM text, with the headers that old private keys have (RFC 1421 §4.6), which RFC 7468 does not know.</summary>
/// <param name="Text">From BEGIN to END.</param>
internal sealed record PemBlock(string Label, string Headers, string Base64, string Text)
{
    private const string Begin = "-----BEGIN ";
    private const string Dashes = "-----";

    /// <summary>In their order; what is around them is for people.</summary>
    public static List<PemBlock> ReadAll(string text, int most)
    {
        var blocks = new List<PemBlock>();
        for (var at = text.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Begin, at, StringComparison.Ordinal))
        {
            var label = Between(text, at + Begin.Length, Dashes);
            var start = at + Begin.Length + label.Length + Dashes.Length;
            var end = $"-----END {label}-----";
            var body = Between(text, start, end);
            at = start + body.Length + end.Length;
            blocks.Add(Of(label, body, text[(start - Begin.Length - label.Length - Dashes.Length)..at]));
            if (blocks.Count > most)
            {
                throw new PkiFaultException(PkiFaultKind.Malformed, $"The PEM text has more than {most} blocks.");
            }
        }

        return blocks;
    }

    public byte[] Decode()
    {
        try
        {
            return Convert.FromBase64String(Base64);
        }
        catch (FormatException)
        {
            throw new PkiFaultException(PkiFaultKind.Malformed, $"The PEM block {Label} is not base64.");
        }
    }

    /// <summary>Headers end at an empty line.</summary>
    private static PemBlock Of(string label, string body, string text)
    {
        var lines = body.ReplaceLineEndings("\n").TrimStart('\n');
        var blank = lines.Contains(':', StringComparison.Ordinal) ? lines.IndexOf("\n\n", StringComparison.Ordinal) : -1;
        return blank < 0 ? new PemBlock(label, string.Empty, lines, text) : new PemBlock(label, lines[..blank], lines[blank..], text);
    }

    private static string Between(string text, int start, string end)
    {
        var at = text.IndexOf(end, start, StringComparison.Ordinal);
        return at < 0 ? throw new PkiFaultException(PkiFaultKind.Malformed, "A PEM block has a BEGIN and no END of the same name.") : text[start..at];
    }
}
