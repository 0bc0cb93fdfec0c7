using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Identity;

/// <summary>A standalone server whose people are in a real slapd; its list of directory servers begins with one that does not exist.</summary>
public sealed class LdapSite : IAsyncLifetime
{
    public const string Password = "seven copper kettles";

    private static readonly string People = $"ou=people,{Slapd.Suffix}";
    private static readonly string Groups = $"ou=groups,{Slapd.Suffix}";

    public Slapd Directory { get; private set; } = null!;

    public StandaloneServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Directory = await Slapd.Start(Entries());
        Server = new StandaloneServer(new()
        {
            ["Ucm:Auth:Ldap:0:Name"] = "corp",
            ["Ucm:Auth:Ldap:0:Servers:0"] = $"127.0.0.1:{StandaloneServer.FreePort()}",
            ["Ucm:Auth:Ldap:0:Servers:1"] = $"127.0.0.1:{Directory.TlsPort}",
            ["Ucm:Auth:Ldap:0:RootsDirectory"] = Directory.Roots,
            ["Ucm:Auth:Ldap:0:BaseDn"] = People,
            ["Ucm:Auth:Ldap:0:UserFilter"] = "(|(uid={user})(mail={user}))",
            ["Ucm:Auth:Ldap:0:BindDn"] = Slapd.SearchDn,
            ["Ucm:Auth:Ldap:0:BindPasswordFile"] = Directory.SearchPasswordFile,
            ["Ucm:Auth:Ldap:0:GroupBaseDn"] = Groups,
            ["Ucm:Auth:Ldap:0:GroupFilter"] = "(member={dn})",
            ["Ucm:Auth:Ldap:0:NestedGroups"] = "true",
            ["Ucm:Auth:Ldap:0:Roles:0:Group"] = $"CN=Ops\\2C Night , {Groups.ToUpperInvariant()}",
            ["Ucm:Auth:Ldap:0:Roles:0:Role"] = "operator",
            ["Ucm:Auth:Ldap:0:Roles:1:Group"] = $"cn=everybody,{Groups}",
            ["Ucm:Auth:Ldap:0:Roles:1:Role"] = "viewer",
            ["Ucm:Auth:Ldap:0:Timeout"] = "00:00:03",
        });
        await Server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Directory.DisposeAsync();
    }

    /// <summary>Signs in by REST; null for no access token.</summary>
    public async Task<(int Status, string? Token, string Body)> SignIn(string username, string password)
    {
        using var http = Server.CreateClient();
        using var answer = await http.PostAsJsonAsync("/api/auth/login", new { username, password });
        var body = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, (string?)JsonNode.Parse(body)!["access_token"], body);
    }

    internal static string Entries() => $"""
        dn: {Slapd.Suffix}
        objectClass: dcObject
        objectClass: organization
        o: Example
        dc: example

        dn: {People}
        objectClass: organizationalUnit
        ou: people

        dn: ou=more,{People}
        objectClass: organizationalUnit
        ou: more

        dn: {Groups}
        objectClass: organizationalUnit
        ou: groups

        {Person("mia", People)}
        {Person("bo", People)}
        {Person("lea", People)}
        {Person("admin", People)}
        {Person("twin", People)}
        {Person("twin", $"ou=more,{People}")}
        {Group("Ops\\, Night", $"uid=mia,{People}", $"uid=admin,{People}", $"uid=twin,{People}")}
        {Group("crew", $"uid=lea,{People}")}
        {Group("everybody", $"cn=crew,{Groups}")}
        {Group("guests", $"uid=bo,{People}")}

        """;

    private static string Person(string name, string under) => $"""
        dn: uid={name},{under}
        objectClass: inetOrgPerson
        uid: {name}
        cn: {name}
        sn: {name}
        displayName: {name} of Example
        mail: {name}@example.org
        seeAlso: cn=everybody,{Groups}
        userPassword: {Password}

        """;

    private static string Group(string name, params string[] members) => $"""
        dn: cn={name},{Groups}
        objectClass: groupOfNames
        cn: {name.Replace("\\", string.Empty, StringComparison.Ordinal)}
        {string.Join('\n', members.Select(static member => $"member: {member}"))}

        """;
}
