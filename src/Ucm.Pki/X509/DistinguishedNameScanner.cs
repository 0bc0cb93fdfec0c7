using System.Buffers;
using System.Formats.Asn1;
using System.Text;

namespace Ucm.Pki.X509;

/// <summary>Scans RFC 4514 §3 text from left to right.</summary>
internal sealed class DistinguishedNameScanner(string text)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> EndOfValue = SearchValues.Create(",+");
    private int position;

    public bool HasMore => position < text.Length;

    public bool Skip(char c)
    {
        if (!HasMore || text[position] != c)
        {
            return false;
        }

        position++;
        return true;
    }

    public void EndRelativeName()
    {
        if (HasMore && (!Skip(',') || !HasMore))
        {
            throw DistinguishedNameText.Fault("has something wrong after a value");
        }
    }

    public NameAttribute ReadAttribute()
    {
        var equals = text.IndexOf('=', position);
        if (equals < 0)
        {
            throw DistinguishedNameText.Fault("lacks \"=\" after an attribute type");
        }

        var type = ResolveType(text[position..equals].Trim());
        position = equals + 1;
        SkipSpaces();
        return HasMore && text[position] == '#' ? ReadHexValue(type) : new NameAttribute(type, ReadString(), default);
    }

    private static string ResolveType(string type)
    {
        if (NameAttributeType.FindByName(type) is { } known)
        {
            return known.Oid;
        }

        var oid = type.StartsWith("OID.", StringComparison.OrdinalIgnoreCase) ? type[4..] : type;
        var dotted = oid.Contains('.', StringComparison.Ordinal) && oid.Length <= 128 && oid.All(c => char.IsAsciiDigit(c) || c == '.');
        return dotted ? oid : throw DistinguishedNameText.Fault("has an attribute type that is not known");
    }

    private NameAttribute ReadHexValue(string type)
    {
        var end = text.AsSpan(position).IndexOfAny(EndOfValue) is var found and >= 0 ? position + found : text.Length;
        var hex = text.AsSpan(position + 1, end - position - 1).TrimEnd();
        position = end;
        try
        {
            var encoded = Convert.FromHexString(hex);
            var writer = new AsnWriter(AsnEncodingRules.DER);
            writer.WriteEncodedValue(encoded);
            return new NameAttribute(type, null, encoded);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw DistinguishedNameText.Fault("has a \"#\" value that is not the hex of an encoding");
        }
    }

    private string ReadString()
    {
        var octets = new ArrayBufferWriter<byte>();
        var significant = 0;
        while (HasMore && text[position] is not (',' or '+'))
        {
            var c = text[position];
            if (c is '"' or ';' or '<' or '>' or '\0')
            {
                throw DistinguishedNameText.Fault("has a special character that is not escaped");
            }

            var escaped = c == '\\';
            Append(octets, escaped);
            significant = escaped || c != ' ' ? octets.WrittenCount : significant;
        }

        try
        {
            return StrictUtf8.GetString(octets.WrittenSpan[..significant]);
        }
        catch (DecoderFallbackException)
        {
            throw DistinguishedNameText.Fault("has an escape that is not UTF-8");
        }
    }

    private void Append(ArrayBufferWriter<byte> octets, bool escaped)
    {
        if (!escaped)
        {
            AppendRune(octets);
            return;
        }

        position++;
        if (position + 1 < text.Length && char.IsAsciiHexDigit(text[position]) && char.IsAsciiHexDigit(text[position + 1]))
        {
            octets.Write(Convert.FromHexString(text.AsSpan(position, 2)));
            position += 2;
        }
        else if (HasMore && text[position] is '"' or '+' or ',' or ';' or '<' or '>' or ' ' or '#' or '=' or '\\')
        {
            octets.Write([(byte)text[position++]]);
        }
        else
        {
            throw DistinguishedNameText.Fault("has a \"\\\" before a character that is not escaped");
        }
    }

    private void AppendRune(ArrayBufferWriter<byte> octets)
    {
        if (!Rune.TryGetRuneAt(text, position, out var rune))
        {
            throw DistinguishedNameText.Fault("has half of a surrogate pair");
        }

        rune.EncodeToUtf8(octets.GetSpan(4));
        octets.Advance(rune.Utf8SequenceLength);
        position += rune.Utf16SequenceLength;
    }

    private void SkipSpaces()
    {
        while (HasMore && text[position] == ' ')
        {
            position++;
        }
    }
}
