using System.DirectoryServices.Protocols;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.External.Ldap;

/// <summary>
/// The steps of one sign-in at one server. Search and bind: 1 connect, with TLS · 2 bind as the search account · 3 find exactly one entry · 4 bind as it with
/// the password, on a connection of its own · 5 groups, roles. Direct bind: 1 connect, with TLS · 2 bind with the password · 3 read the entry, or find
/// exactly one and bind as it too · 4 groups, roles. Every step blocks.
/// </summary>
internal sealed class LdapDirectory(string provider, LdapOptions options, ILogger log)
{
    private readonly LdapGroups _groups = new(options);
    private readonly LdapRoles _roles = new(options.Roles);

    /// <summary>Refusals: NotFound (no such person, or, with direct bind, a wrong password), InvalidCredentials.</summary>
    /// <exception cref="DirectoryException">The server is away, cannot prove who it is, or refuses the search account: the next one may do better.</exception>
    /// <exception cref="IOException">The search account's password cannot be read.</exception>
    public Outcome<ExternalIdentity> SignIn(LdapServer server, UserName user, SecretText password) =>
        options.DirectBindDn is { Length: > 0 } template ? BindDirectly(server, template, user, password) : SearchAndBind(server, user, password);

    private Outcome<ExternalIdentity> SearchAndBind(LdapServer server, UserName user, SecretText password)
    {
        using var search = Open(server);
        if (options.BindDn is { Length: > 0 } account && !search.TryBind(account, SecretFile.Read(options.BindPasswordFile!)))
        {
            log.SearchAccountRefused(provider, server.ToString());
            throw new LdapException("The search account is refused.");
        }

        var found = Find(search, user);
        if (found.Count != 1)
        {
            return found.Count == 0 ? ExternalRefusals.Unknown : Ambiguous(user);
        }

        return IsPasswordOf(found[0], password, server) ? Identify(found[0], user, search) : IdentityRefusals.InvalidCredentials;
    }

    private Outcome<ExternalIdentity> BindDirectly(LdapServer server, string template, UserName user, SecretText password)
    {
        using var own = Open(server);
        var isName = template.Contains('=', StringComparison.Ordinal);
        var name = template.Replace("{user}", isName ? LdapEscape.Name(user.Value) : user.Value, StringComparison.Ordinal);
        if (!own.TryBind(name, password.Value))
        {
            return ExternalRefusals.Unknown;
        }

        var searches = options.UserFilter is { Length: > 0 };
        var found = searches ? Find(own, user) : own.Search(name, SearchScope.Base, "(objectClass=*)", 1, Attributes());
        if (found.Count != 1)
        {
            return found.Count == 0 ? Unusable(user, "entry that the user may read") : Ambiguous(user);
        }

        // The filter may find another entry than the one that was bound.
        return !searches || IsPasswordOf(found[0], password, server) ? Identify(found[0], user, own) : IdentityRefusals.InvalidCredentials;
    }

    private bool IsPasswordOf(SearchResultEntry entry, SecretText password, LdapServer server)
    {
        using var own = Open(server);
        return own.TryBind(entry.DistinguishedName, password.Value);
    }

    private LdapSession Open(LdapServer server) => LdapSession.Open(server, options.Security, options.RootsDirectory, options.Timeout);

    private IReadOnlyList<SearchResultEntry> Find(LdapSession session, UserName user)
    {
        var filter = options.UserFilter!.Replace("{user}", LdapEscape.Filter(user.Value), StringComparison.Ordinal);
        return session.Search(options.BaseDn!, SearchScope.Subtree, filter, limit: 1, Attributes());
    }

    private Outcome<ExternalIdentity> Identify(SearchResultEntry entry, UserName typed, LdapSession session)
    {
        if (!UserName.TryParse(entry.First(options.NameAttribute), out var user))
        {
            return Unusable(typed, options.NameAttribute);
        }

        if (entry.Identifier(options.SubjectAttribute) is not { } subject)
        {
            return Unusable(typed, options.SubjectAttribute);
        }

        var groups = _groups.Of(entry, user.Value, session);
        var roles = _roles.Of(groups);
        if (roles.IsEmpty)
        {
            log.NoRole(provider, user.Value);
            return IdentityRefusals.InvalidCredentials;
        }

        return new ExternalIdentity(provider, subject, user, entry.First(options.DisplayNameAttribute), entry.First(options.MailAttribute), roles, groups);
    }

    private string[] Attributes() =>
    [
        .. new[] { options.NameAttribute, options.SubjectAttribute, options.DisplayNameAttribute, options.MailAttribute, options.GroupAttribute }
            .OfType<string>()
            .Where(static name => name.Length > 0),
    ];

    private Refusal Ambiguous(UserName user)
    {
        log.AmbiguousName(provider, user.Value);
        return IdentityRefusals.InvalidCredentials;
    }

    private Refusal Unusable(UserName user, string attribute)
    {
        log.UnusableEntry(provider, user.Value, attribute);
        return IdentityRefusals.InvalidCredentials;
    }
}
