namespace Ucm.Grains.Acme.Validation;

/// <summary>Names as DNS compares them: without regard to case and to the dot at the end.</summary>
internal static class DnsText
{
    public static bool SameName(string one, string other) => Plain(one).Equals(Plain(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the dot at the end.</summary>
    public static string Plain(string name) => name.Length > 1 && name.EndsWith('.') ? name[..^1] : name;

    /// <summary>The name, then each name above it, without the root: a.b.c, b.c, c.</summary>
    public static IEnumerable<string> Climb(string name)
    {
        for (var rest = Plain(name); ;)
        {
            yield return rest;
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
            {
                yield break;
            }

            rest = rest[(dot + 1)..];
        }
    }
}
