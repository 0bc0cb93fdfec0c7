using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Objects;

/// <summary>What is written beside a change of an object (law 5): the row of the read model, who did it, and what each field was and is.</summary>
internal static class ObjectAudit
{
    public static CommitCompanion Changed(ObjectRow row, string action, ImmutableArray<ObjectChange> changes, Caller caller)
    {
        var target = $"{row.Key.Kind}:{row.Key.Name}";
        var version = row.Version.ToString(CultureInfo.InvariantCulture);
        var entry = new AuditEntry(
            row.ChangedAt, caller.ToString(), caller.Address, $"{row.Key.Kind}.{action}", target, Describe(row.Version, row.Comment, changes));
        var @event = new OutboxEvent(row.ChangedAt, $"{row.Key.Kind}.changed", Detail.Of(("name", row.Key.Name), ("version", version), ("action", action)));
        return CommitCompanion.Of(entry, @event) with { Index = [row] };
    }

    /// <summary>What each field was and is, as the detail of an audit row.</summary>
    public static string Describe(long version, string? note, ImmutableArray<ObjectChange> changes)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", version);
            if (note is { } comment)
            {
                writer.WriteString("comment", comment);
            }

            writer.WriteStartArray("changes");
            foreach (var change in changes)
            {
                writer.WriteStartObject();
                writer.WriteString("pointer", change.Pointer);
                WriteValue(writer, "before", change.Before);
                WriteValue(writer, "after", change.After);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, string? json)
    {
        if (json is not null)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json);
        }
    }
}
