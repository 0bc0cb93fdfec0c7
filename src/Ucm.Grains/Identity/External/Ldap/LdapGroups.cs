using System.Collections.Immutable;
using System.DirectoryServices.Protocols;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>Finds the groups of a person: those the person's entry names, those that name the person, and, if asked for, the groups of these groups.</summary>
internal sealed class LdapGroups(LdapOptions options)
{
    private const int MaxGroups = 500;
    private const int MaxDepth = 8;

    /// <summary>The DNs, or other values, of the groups.</summary>
    /// <exception cref="DirectoryException">The server has no answer.</exception>
    public ImmutableArray<string> Of(SearchResultEntry person, string user, LdapSession session)
    {
        var groups = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (options.GroupAttribute is { Length: > 0 } attribute)
        {
            groups.UnionWith(person.All(attribute).Take(MaxGroups));
        }

        if (options.GroupFilter is { Length: > 0 } filter)
        {
            IReadOnlyList<string> members = [person.DistinguishedName, .. options.NestedGroups ? groups : []];
            for (var depth = 0; depth < (options.NestedGroups ? MaxDepth : 1) && members.Count > 0; depth++)
            {
                members = [.. members.SelectMany(member => Naming(member, user, filter, session)).Where(groups.Add).Take(MaxGroups - groups.Count)];
            }
        }

        return [.. groups];
    }

    private IEnumerable<string> Naming(string member, string user, string filter, LdapSession session)
    {
        var text = filter.Replace("{dn}", LdapEscape.Filter(member), StringComparison.Ordinal)
            .Replace("{user}", LdapEscape.Filter(user), StringComparison.Ordinal);
        return session.Search(options.GroupBaseDn!, SearchScope.Subtree, text, MaxGroups, "1.1").Select(static group => group.DistinguishedName);
    }
}
