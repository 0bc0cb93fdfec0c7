using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ucm.Pki.Crl;

namespace Ucm.Frontend.Admin.Api;

/// <summary>A CRL number in a request: a JSON number of any length, or text (<see cref="CrlNumberText"/>).</summary>
internal sealed class CrlNumberConverter : JsonConverter<BigInteger?>
{
    public const string Advice = "A CRL number is decimal, or hexadecimal as openssl prints it (0x1A, 1A:2B), and has at most 20 octets.";

    public override BigInteger? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString()!,

            // As it was written: a double would round it.
            JsonTokenType.Number => reader.HasValueSequence ? Encoding.UTF8.GetString(reader.ValueSequence) : Encoding.UTF8.GetString(reader.ValueSpan),
            _ => throw new JsonException(Advice),
        };
        var isText = reader.TokenType == JsonTokenType.String;
        return (isText || text.All(char.IsAsciiDigit)) && CrlNumberText.TryParse(text, out var number) ? number : throw new JsonException(Advice);
    }

    public override void Write(Utf8JsonWriter writer, BigInteger? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value?.ToString(CultureInfo.InvariantCulture));
}
