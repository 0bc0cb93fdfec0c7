namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>The words for ways in, as REST and profiles write them.</summary>
public static class WayInNames
{
    public static readonly string[] All = ["rest", "console", "acme", "scep", "est", "cmp", "system"];

    /// <summary>Null for a way that is not known.</summary>
    public static string? ToName(this WayIn way) => way is >= WayIn.Rest and <= WayIn.System ? All[(int)way - 1] : null;

    public static WayIn? Parse(string? name) => Array.IndexOf(All, name) is >= 0 and var index ? (WayIn)(index + 1) : null;
}
