namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>One directory. People are found by search and bind (<see cref="UserFilter"/>) or by direct bind (<see cref="DirectBindDn"/>).</summary>
internal sealed class LdapOptions
{
    /// <summary>A short name, such as <c>corp</c>; stored with its users, so it never changes.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary><c>host</c> or <c>host:port</c>, asked in this order; the name must be in the server's certificate.</summary>
    public IList<string> Servers { get; } = [];

    public LdapSecurity Security { get; set; } = LdapSecurity.Ldaps;

    /// <summary>Allows <see cref="LdapSecurity.None"/>.</summary>
    public bool AllowInsecure { get; set; }

    /// <summary>A directory with the PEM files of the roots that the server's certificate may end in, and no others; the system's roots unless set.</summary>
    public string? RootsDirectory { get; set; }

    /// <summary>The entry under which people are searched.</summary>
    public string? BaseDn { get; set; }

    /// <summary>Finds the person; <c>{user}</c> is what was typed: <c>(sAMAccountName={user})</c>.</summary>
    public string? UserFilter { get; set; }

    /// <summary>The account that searches; anonymous unless set.</summary>
    public string? BindDn { get; set; }

    public string? BindPasswordFile { get; set; }

    /// <summary>Binds as the person at once: <c>uid={user},ou=people,dc=example,dc=org</c>, or <c>{user}@corp.example</c> for Active Directory.</summary>
    public string? DirectBindDn { get; set; }

    /// <summary>The attribute with the person's name here.</summary>
    public string NameAttribute { get; set; } = "uid";

    /// <summary>The attribute that never changes and is never reused, such as <c>entryUUID</c> or <c>objectGUID</c>.</summary>
    public string SubjectAttribute { get; set; } = "entryUUID";

    public string MailAttribute { get; set; } = "mail";

    public string DisplayNameAttribute { get; set; } = "displayName";

    /// <summary>The attribute of the person with the DNs of their groups.</summary>
    public string? GroupAttribute { get; set; } = "memberOf";

    /// <summary>The entry under which groups are searched; with <see cref="GroupFilter"/>.</summary>
    public string? GroupBaseDn { get; set; }

    /// <summary>Finds the groups of a person; <c>{dn}</c> is the person's DN and <c>{user}</c> the name: <c>(member={dn})</c>.</summary>
    public string? GroupFilter { get; set; }

    /// <summary>Also finds the groups of the groups that <see cref="GroupFilter"/> found.</summary>
    public bool NestedGroups { get; set; }

    /// <summary>Which groups give which roles. Who has no role cannot sign in.</summary>
    public IList<RoleRule> Roles { get; } = [];

    /// <summary>For each step with each server.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
