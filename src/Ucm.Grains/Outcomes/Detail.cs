using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Ucm.Grains.Outcomes;

/// <summary>JSON objects of audit details and events.</summary>
internal static class Detail
{
    /// <summary>Members without a value are left out.</summary>
    public static string Of(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                if (value is not null)
                {
                    writer.WriteString(name, value);
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
