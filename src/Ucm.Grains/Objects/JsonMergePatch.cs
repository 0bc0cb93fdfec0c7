using System.Text.Json.Nodes;

namespace Ucm.Grains.Objects;

/// <summary>JSON merge patch (RFC 7396).</summary>
internal static class JsonMergePatch
{
    /// <summary>A new object: members of the patch replace those of the target, null removes them, objects are merged.</summary>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        var result = target.DeepClone().AsObject();
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else if (value is JsonObject changes)
            {
                result[name] = Apply(result[name] as JsonObject ?? [], changes);
            }
            else
            {
                result[name] = value.DeepClone();
            }
        }

        return result;
    }
}
