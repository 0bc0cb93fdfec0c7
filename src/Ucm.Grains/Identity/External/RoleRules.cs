namespace Ucm.Grains.Identity.External;

/// <summary>The rules that give roles to people of a provider.</summary>
internal static class RoleRules
{
    private const int MaxLength = 64;

    public static IEnumerable<string> FindFaults(string key, IList<RoleRule> rules)
    {
        if (rules.Count == 0)
        {
            yield return $"{key}:Roles is empty, so nobody could sign in.";
        }

        for (var index = 0; index < rules.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(rules[index].Group) || rules[index].Role is not { Length: > 0 and <= MaxLength })
            {
                yield return $"{key}:Roles:{index} needs a {nameof(RoleRule.Group)} and a {nameof(RoleRule.Role)}.";
            }
        }
    }
}
