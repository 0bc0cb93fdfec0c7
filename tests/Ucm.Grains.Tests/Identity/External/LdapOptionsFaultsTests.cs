using Ucm.Grains.Identity.External;
using Ucm.Grains.Identity.External.Ldap;

namespace Ucm.Grains.Tests.Identity.External;

public sealed class LdapOptionsFaultsTests
{
    private const string Key = "Ucm:Auth:Ldap:0";

    [Fact]
    public void Find_CompleteSearchAndBind_None() => LdapOptionsFaults.Find(Key, Complete()).ShouldBeEmpty();

    [Fact]
    public void Find_DirectBindByPrincipalName_NeedsAFilter()
    {
        var options = new LdapOptions
        {
            Name = "corp",
            DirectBindDn = "{user}@corp.example",
            Servers = { "dc1" },
            Roles = { new RoleRule { Group = "g", Role = "viewer" } },
        };

        LdapOptionsFaults.Find(Key, options).ShouldHaveSingleItem().ShouldContain("UserFilter");
    }

    [Fact]
    public void Find_PlainTextWithoutConsent_IsRefused()
    {
        var options = Complete();
        options.Security = LdapSecurity.None;

        LdapOptionsFaults.Find(Key, options).ShouldHaveSingleItem().ShouldContain("in the clear");
    }

    [Fact]
    public void Find_NothingSet_NamesEachFault()
    {
        var faults = string.Join('\n', LdapOptionsFaults.Find(
            Key, new LdapOptions { Timeout = TimeSpan.Zero, GroupAttribute = null, BindDn = "cn=x", RootsDirectory = "/nowhere" }));

        foreach (var name in (string[])["Servers", "UserFilter", "Roles", "Timeout", "GroupAttribute", "BindPasswordFile", "RootsDirectory"])
        {
            faults.ShouldContain(name);
        }
    }

    private static LdapOptions Complete() => new()
    {
        Name = "corp",
        BaseDn = "dc=example,dc=org",
        UserFilter = "(uid={user})",
        Servers = { "dc1.example.org" },
        Roles = { new RoleRule { Group = "cn=ops,dc=example,dc=org", Role = "operator" } },
    };
}
