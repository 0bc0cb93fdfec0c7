using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Storage.Certificates;

/// <summary>How a request came in. Rows from before that was a column tell it by their request id.</summary>
internal static class ChannelText
{
    private static readonly (WayIn Way, string Prefix)[] Prefixes = [(WayIn.Rest, "rest:"), (WayIn.Acme, "acme:"), (WayIn.System, "system:")];

    public static WayIn Of(int stored, string request) =>
        stored != 0 ? (WayIn)stored : Array.Find(Prefixes, known => request.StartsWith(known.Prefix, StringComparison.Ordinal)).Way;

    /// <summary>With the parameter <c>@channel</c>.</summary>
    public static string Condition(WayIn? way) => Array.Find(Prefixes, known => known.Way == way).Prefix is { } prefix
        ? $"(c.channel = @channel or (c.channel = 0 and substr(c.request_id, 1, {prefix.Length}) = '{prefix}'))"
        : "c.channel = @channel";
}
