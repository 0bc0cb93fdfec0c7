using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Http;

/// <summary>Times as RFC 3339 §5.6 writes them. One without a zone is refused: read in this machine's, it would be another time on another machine.</summary>
internal static class Rfc3339
{
    public const string Advice = "A time is written with its zone, such as 2030-01-31T12:00:00Z (RFC 3339).";

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:sszzz"];

    /// <summary>Fractions of up to seven digits count; a leap second, which no clock here has, is refused.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        var upper = text.ToUpperInvariant();
        var zoned = upper.EndsWith('Z') ? $"{upper[..^1]}+00:00" : upper;
        return text.Length is >= 20 and <= 35
            && DateTimeOffset.TryParseExact(zoned, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }
}

/// <summary>Reads only RFC 3339; writes as the serializer does, which is RFC 3339 too.</summary>
internal sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.GetString()!, out var time) ? time : throw new JsonException(Rfc3339.Advice);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
