namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>Finds everything that is wrong with the settings of a directory, before anybody signs in.</summary>
internal static class LdapOptionsFaults
{
    private static readonly (TimeSpan Least, TimeSpan Most) Timeouts = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));

    /// <summary>One sentence for each fault; <paramref name="key"/> is <c>Ucm:Auth:Ldap:0</c>.</summary>
    public static IEnumerable<string> Find(string key, LdapOptions options) =>
        [.. FindConnection(key, options), .. FindWayToBind(key, options), .. FindGroups(key, options), .. RoleRules.FindFaults(key, options.Roles)];

    private static IEnumerable<string> FindConnection(string key, LdapOptions options)
    {
        if (options.Servers.Count == 0)
        {
            yield return $"{key}:{nameof(options.Servers)} needs at least one server.";
        }

        foreach (var server in options.Servers.Where(server => !LdapServer.TryParse(server, options.Security, out _)))
        {
            yield return $"{key}:{nameof(options.Servers)} has '{server}'; a server is host or host:port.";
        }

        if (options.Security == LdapSecurity.None && !options.AllowInsecure)
        {
            yield return $"{key}:{nameof(options.Security)} is None, which sends passwords in the clear; use Ldaps or StartTls, "
                + $"or set {nameof(options.AllowInsecure)} to true.";
        }

        if (options.RootsDirectory is { Length: > 0 } roots && !Directory.Exists(roots))
        {
            yield return $"{key}:{nameof(options.RootsDirectory)} is '{roots}', which is not a directory.";
        }

        if (options.Timeout < Timeouts.Least || options.Timeout > Timeouts.Most)
        {
            yield return $"{key}:{nameof(options.Timeout)} must be from {Timeouts.Least} to {Timeouts.Most}.";
        }
    }

    private static IEnumerable<string> FindWayToBind(string key, LdapOptions options)
    {
        var (searches, binds) = (options.UserFilter is { Length: > 0 }, options.DirectBindDn is { Length: > 0 });
        if (!searches && !binds)
        {
            yield return $"{key} needs {nameof(options.UserFilter)} (search and bind) or {nameof(options.DirectBindDn)} (direct bind).";
        }

        if (searches && (!options.UserFilter!.Contains("{user}", StringComparison.Ordinal) || string.IsNullOrEmpty(options.BaseDn)))
        {
            yield return $"{key}:{nameof(options.UserFilter)} must contain {{user}}, and needs {nameof(options.BaseDn)}.";
        }

        if (binds && !options.DirectBindDn!.Contains("{user}", StringComparison.Ordinal))
        {
            yield return $"{key}:{nameof(options.DirectBindDn)} must contain {{user}}.";
        }

        if (binds && !searches && !options.DirectBindDn!.Contains('=', StringComparison.Ordinal))
        {
            yield return $"{key}:{nameof(options.DirectBindDn)} is not a distinguished name, "
                + $"so the entry of the user is found by {nameof(options.UserFilter)} only.";
        }

        if (options.BindDn is { Length: > 0 })
        {
            var fault = options.BindPasswordFile is { Length: > 0 } file ? SecretFile.FindFault(file) : "it is not set";
            if (fault is not null)
            {
                yield return $"{key}:{nameof(options.BindPasswordFile)} cannot be read: {fault.TrimEnd('.')}.";
            }
        }
    }

    private static IEnumerable<string> FindGroups(string key, LdapOptions options)
    {
        if (options.GroupFilter is { Length: > 0 } && string.IsNullOrEmpty(options.GroupBaseDn))
        {
            yield return $"{key}:{nameof(options.GroupFilter)} needs {nameof(options.GroupBaseDn)}.";
        }

        if (string.IsNullOrEmpty(options.GroupFilter) && string.IsNullOrEmpty(options.GroupAttribute))
        {
            yield return $"{key} needs {nameof(options.GroupAttribute)} or {nameof(options.GroupFilter)}: roles come from groups.";
        }

        foreach (var (name, value) in new[]
        {
            (nameof(options.NameAttribute), options.NameAttribute),
            (nameof(options.SubjectAttribute), options.SubjectAttribute),
        })
        {
            if (string.IsNullOrEmpty(value))
            {
                yield return $"{key}:{name} must not be empty.";
            }
        }
    }
}
