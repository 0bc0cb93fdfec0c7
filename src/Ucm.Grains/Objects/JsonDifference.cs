using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ucm.Grains.Interfaces.Objects;

namespace Ucm.Grains.Objects;

/// <summary>How two JSON objects differ, member by member; a list that differs is one change.</summary>
internal static class JsonDifference
{
    public static ImmutableArray<ObjectChange> Of(JsonObject before, JsonObject after)
    {
        var changes = ImmutableArray.CreateBuilder<ObjectChange>();
        Compare(before, after, "", changes);
        return changes.ToImmutable();
    }

    private static void Compare(JsonObject before, JsonObject after, string pointer, ImmutableArray<ObjectChange>.Builder changes)
    {
        var names = before.Select(static member => member.Key).Union(after.Select(static member => member.Key), StringComparer.Ordinal);
        foreach (var name in names)
        {
            var path = pointer + FieldFaults.Step(name);
            var (was, isNow) = (before[name], after[name]);
            if (was is JsonObject old && isNow is JsonObject young)
            {
                Compare(old, young, path, changes);
            }
            else if (!JsonNode.DeepEquals(was, isNow))
            {
                changes.Add(new ObjectChange(path, was?.ToJsonString(), isNow?.ToJsonString()));
            }
        }
    }
}
