using System.Buffers.Text;
using System.Text;

namespace Ucm.Fuzz.Mutation;

/// <summary>Replaces, repeats and drops JSON tokens, also in the base64url texts inside a flattened JWS, or just octets.</summary>
internal sealed class JsonMutator : IMutator
{
    private static readonly ByteMutator Bytes = new();
    private static readonly string[] Tokens =
    [
        "null", "true", "0", "-1", "1e999", "1.5", "18446744073709551616", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[[[[[[[[]]]]]]]]", "{\"a\":{\"a\":{}}}", "\"none\"", "\"HS256\"",
        "\"ES256\"", "\"RS256\"", "\"EdDSA\"", "\"AAAA\"", "\"=\"", "\"é\"", "\"RSA\"", "\"EC\"", "\"OKP\"", "\"P-521\"", "\"Ed25519\"",
    ];

    public byte[] Mutate(byte[] input, byte[] other, SeededNumbers random)
    {
        if (random.Below(5) == 0 || input.Length == 0)
        {
            return Bytes.Mutate(input, other, random);
        }

        var text = Encoding.UTF8.GetString(input);
        var strings = QuotedSpans(text);
        if (strings.Count == 0)
        {
            return Bytes.Mutate(input, other, random);
        }

        var (start, end) = random.Pick(strings);
        var inner = text[(start + 1)..(end - 1)];
        var replaced = random.Below(3) == 0 || !IsEncoded(inner) ? Replace(text[start..end], random) : $"\"{Reencode(inner, other, random)}\"";
        return Encoding.UTF8.GetBytes(text[..start] + replaced + text[end..]);
    }

    private string Reencode(string inner, byte[] other, SeededNumbers random) =>
        Base64Url.EncodeToString(Mutate(Base64Url.DecodeFromChars(inner), other, random));

    private static bool IsEncoded(string text) => text.Length > 8 && Base64Url.IsValid(text);

    private static string Replace(string token, SeededNumbers random) => random.Below(4) switch
    {
        0 => token + "," + token,
        1 => token + ":" + random.Pick(Tokens),
        _ => random.Pick(Tokens),
    };

    private static List<(int Start, int End)> QuotedSpans(string text)
    {
        var spans = new List<(int, int)>();
        for (var start = text.IndexOf('"', StringComparison.Ordinal); start >= 0;)
        {
            var end = text.IndexOf('"', start + 1);
            if (end < 0)
            {
                break;
            }

            spans.Add((start, end + 1));
            start = text.IndexOf('"', end + 1);
        }

        return spans;
    }
}
