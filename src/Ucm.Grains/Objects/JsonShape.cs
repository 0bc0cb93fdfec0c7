using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ucm.Grains.Objects;

/// <summary>Compares JSON with the type it is to become, and names every member that is unknown, missing, null or of the wrong kind, before anything is deserialized.</summary>
internal static class JsonShape
{
    public static void Check(JsonNode? node, JsonTypeInfo type, string pointer, FieldFaults faults)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when node is JsonObject members:
                CheckMembers(members, type, pointer, faults);
                break;
            case JsonTypeInfoKind.Object:
                faults.Add(pointer, "Must be an object.");
                break;
            case JsonTypeInfoKind.Enumerable when node is JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    CheckItem(items[i], type, $"{pointer}/{i}", faults);
                }

                break;
            case JsonTypeInfoKind.Enumerable:
                faults.Add(pointer, "Must be a list.");
                break;
            case JsonTypeInfoKind.Dictionary when node is JsonObject members:
                foreach (var (name, value) in members)
                {
                    CheckItem(value, type, pointer + FieldFaults.Step(name), faults);
                }

                break;
            case JsonTypeInfoKind.Dictionary:
                faults.Add(pointer, "Must be an object.");
                break;
            default:
                CheckValue(node, type.Type, pointer, faults);
                break;
        }
    }

    private static void CheckMembers(JsonObject members, JsonTypeInfo type, string pointer, FieldFaults faults)
    {
        foreach (var property in type.Properties)
        {
            if (!members.TryGetPropertyValue(property.Name, out var value))
            {
                if (property.IsRequired)
                {
                    faults.Add(pointer + FieldFaults.Step(property.Name), "Is missing.");
                }
            }
            else if (value is null)
            {
                if (!property.IsSetNullable)
                {
                    faults.Add(pointer + FieldFaults.Step(property.Name), "Must not be null.");
                }
            }
            else
            {
                Check(value, type.Options.GetTypeInfo(property.PropertyType), pointer + FieldFaults.Step(property.Name), faults);
            }
        }

        foreach (var (name, _) in members)
        {
            if (!type.Properties.Any(property => property.Name == name))
            {
                faults.Add(pointer + FieldFaults.Step(name), $"Is not known here; there are {string.Join(", ", type.Properties.Select(static property => property.Name))}.");
            }
        }
    }

    private static void CheckItem(JsonNode? item, JsonTypeInfo list, string pointer, FieldFaults faults)
    {
        if (item is null)
        {
            faults.Add(pointer, "Must not be null.");
        }
        else
        {
            Check(item, list.Options.GetTypeInfo(list.ElementType!), pointer, faults);
        }
    }

    private static void CheckValue(JsonNode? node, Type type, string pointer, FieldFaults faults)
    {
        var kind = node?.GetValueKind() ?? JsonValueKind.Null;
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        var problem = wanted switch
        {
            _ when wanted == typeof(string) => kind == JsonValueKind.String ? null : "Must be a string.",
            _ when wanted == typeof(bool) => kind is JsonValueKind.True or JsonValueKind.False ? null : "Must be true or false.",
            _ when wanted == typeof(int) => kind == JsonValueKind.Number && node!.AsValue().TryGetValue(out int _) ? null : "Must be a whole number of at most 32 bits.",
            _ when wanted == typeof(long) => kind == JsonValueKind.Number && node!.AsValue().TryGetValue(out long _) ? null : "Must be a whole number.",
            _ when wanted == typeof(DateTimeOffset) => kind == JsonValueKind.String && node!.AsValue().TryGetValue(out DateTimeOffset _) ? null : "Must be a time as in RFC 3339.",
            _ => throw new NotSupportedException($"{type.Name} has no JSON shape here."),
        };
        if (problem is not null)
        {
            faults.Add(pointer, problem);
        }
    }
}
