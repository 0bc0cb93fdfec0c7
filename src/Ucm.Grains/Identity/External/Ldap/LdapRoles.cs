using System.Collections.Immutable;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>Which roles the groups give. DNs are compared by what they say, other values without case.</summary>
internal sealed class LdapRoles(IEnumerable<RoleRule> rules)
{
    private readonly ILookup<string, string> _roles = rules.ToLookup(static rule => Key(rule.Group), static rule => rule.Role, StringComparer.Ordinal);

    public ImmutableArray<string> Of(IEnumerable<string> groups) =>
        [.. groups.SelectMany(group => _roles[Key(group)]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Key(string group) => LdapName.Normalize(group) ?? group.Trim().ToLowerInvariant();
}
