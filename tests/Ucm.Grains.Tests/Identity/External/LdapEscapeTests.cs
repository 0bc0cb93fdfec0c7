using Ucm.Grains.Identity.External.Ldap;

namespace Ucm.Grains.Tests.Identity.External;

public sealed class LdapEscapeTests
{
    [Theory]
    [InlineData("mia", "mia")]
    [InlineData("*)(uid=*", "\\2a\\29\\28uid=\\2a")]
    [InlineData("a\\b\0c", "a\\5cb\\00c")]
    [InlineData("Müller", "Müller")]
    public void Filter_AnyText_StaysAValue(string text, string expected) => LdapEscape.Filter(text).ShouldBe(expected);

    [Theory]
    [InlineData("mia", "mia")]
    [InlineData("admin,dc=example", "admin\\,dc\\=example")]
    [InlineData(" a ", "\\ a\\ ")]
    [InlineData("#1", "\\#1")]
    [InlineData("a+b;c<d>e\"f\\g", "a\\+b\\;c\\<d\\>e\\\"f\\\\g")]
    [InlineData("a\0b", "a\\00b")]
    public void Name_AnyText_StaysAValue(string text, string expected) => LdapEscape.Name(text).ShouldBe(expected);

    [Theory]
    [InlineData("CN=Ops,OU=Groups,DC=example,DC=org", "cn=ops , ou=groups;dc=Example,dc=org")]
    [InlineData("cn=Ops\\, Night,dc=org", "CN=ops\\2C night, DC=org")]
    [InlineData("cn=M\\c3\\bcller,dc=org", "cn=müller,dc=ORG")]
    [InlineData("cn=a+uid=b,dc=org", "UID=B+CN=A,dc=org")]
    [InlineData("cn=two  words,dc=org", "cn=two words,dc=org")]
    public void Normalize_TwoSpellings_AreOneName(string first, string second) =>
        LdapName.Normalize(first).ShouldBe(LdapName.Normalize(second).ShouldNotBeNull());

    [Theory]
    [InlineData("cn=ops,dc=org", "cn=ops\\,dc=org")]
    [InlineData("cn=ops,ou=a,dc=org", "cn=ops,dc=org")]
    [InlineData("cn=ops", "ou=ops")]
    public void Normalize_TwoNames_Differ(string first, string second) => LdapName.Normalize(first).ShouldNotBe(LdapName.Normalize(second));

    [Theory]
    [InlineData("operators")]
    [InlineData("")]
    [InlineData("cn=a,,dc=org")]
    public void Normalize_NoName_Null(string text) => LdapName.Normalize(text).ShouldBeNull();

    [Theory]
    [InlineData("dc1.example.org", false, "dc1.example.org:636")]
    [InlineData("dc1.example.org", true, "dc1.example.org:389")]
    [InlineData("dc1:389", false, "dc1:389")]
    [InlineData("[::1]:3269", false, "[::1]:3269")]
    public void TryParse_Server_HostAndPort(string text, bool startTls, string expected)
    {
        LdapServer.TryParse(text, startTls ? LdapSecurity.StartTls : LdapSecurity.Ldaps, out var server).ShouldBeTrue();

        server!.ToString().ShouldBe(expected);
    }

    [Theory]
    [InlineData("ldaps://dc1")]
    [InlineData("dc1/x")]
    [InlineData("")]
    [InlineData("a b")]
    public void TryParse_NoServer_False(string text) => LdapServer.TryParse(text, LdapSecurity.Ldaps, out _).ShouldBeFalse();
}
