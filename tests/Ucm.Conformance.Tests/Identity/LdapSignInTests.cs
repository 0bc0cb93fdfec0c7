using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Identity;

/// <summary>People of a real directory sign in by REST and in the console; local administrators do whatever happens to it.</summary>
[Trait("needs", "server")]
public sealed class LdapSignInTests(LdapSite site) : IClassFixture<LdapSite>
{
    [Fact]
    public async Task SignIn_MemberOfAMappedGroup_HasItsRoleAndTheDirectorysData()
    {
        var (status, token, body) = await site.SignIn("Mia", LdapSite.Password);

        status.ShouldBe(200, body);
        (await Issue(token!)).ShouldBe(201);
        var created = await Created("mia");
        ((string?)created["actor"]).ShouldBe("provider:ldap:corp");
        foreach (var text in (string[])["mia@example.org", "mia of Example", "operator", "ldap:corp"])
        {
            created["detail"]!.ToJsonString().ShouldContain(text);
        }
    }

    [Fact]
    public async Task SignIn_MemberOfANestedGroup_HasItsRoleAndNoMore()
    {
        var (status, token, body) = await site.SignIn("lea@example.org", LdapSite.Password);

        status.ShouldBe(200, body);
        (await Issue(token!)).ShouldBe(403);
        ((string?)(await Created("lea"))["actor"]).ShouldBe("provider:ldap:corp");
    }

    [Theory]
    [InlineData("mia", "the wrong password")]
    [InlineData("nobody-there", LdapSite.Password)]
    [InlineData("bo", LdapSite.Password)]
    [InlineData("twin", LdapSite.Password)]
    [InlineData("mia", "")]
    [InlineData("mia", "\0")]
    [InlineData("mia", LdapSite.Password + "\0x")]
    [InlineData("*)(uid=*", LdapSite.Password)]
    [InlineData("mia)(|(uid=*", LdapSite.Password)]
    [InlineData("mia,ou=people,dc=example,dc=org", LdapSite.Password)]
    [InlineData("m*", LdapSite.Password)]
    public async Task SignIn_WrongOrForbidden_SameAnswer(string user, string password)
    {
        var (status, token, body) = await site.SignIn(user, password);

        token.ShouldBeNull();
        if (password.Length > 0)
        {
            status.ShouldBe(401, body);
            ((string?)JsonNode.Parse(body)!["detail"]).ShouldBe("The user name, password or token is not valid.");
        }
    }

    [Fact]
    public async Task SignIn_DirectoryHasAnEntryOfTheLocalAdministratorsName_OnlyTheLocalPasswordCounts()
    {
        (await site.SignIn("admin", LdapSite.Password)).Status.ShouldBe(401);

        (await site.SignIn("admin", StandaloneServer.AdminPassword)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task SignIn_DirectoryAway_503ForItsPeopleAndLocalAdministratorsGoOn()
    {
        (await site.SignIn("mia", LdapSite.Password)).Status.ShouldBe(200);
        await site.Directory.Stop();
        try
        {
            var away = await site.SignIn("mia", LdapSite.Password);
            var unknown = await site.SignIn("nobody-there", LdapSite.Password);
            var admin = await site.SignIn("admin", StandaloneServer.AdminPassword);

            away.Status.ShouldBe(503, away.Body);
            unknown.Status.ShouldBe(503, unknown.Body);
            admin.Status.ShouldBe(200, admin.Body);
        }
        finally
        {
            await site.Directory.Start();
        }

        (await site.SignIn("mia", LdapSite.Password)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ChangePassword_OfADirectorysUser_IsRefusedAndMakesNoLocalPassword()
    {
        var (_, token, _) = await site.SignIn("mia", LdapSite.Password);
        using var http = Client(token!);

        using var answer = await http.PostAsJsonAsync(
            "/api/auth/password",
            new { current_password = LdapSite.Password, new_password = "another good passphrase 9" },
            TestContext.Current.CancellationToken);

        answer.IsSuccessStatusCode.ShouldBeFalse();
        (await site.SignIn("mia", "another good passphrase 9")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task SignIn_AfterAllOfIt_NoPasswordInTheOutputOrTheDatabase()
    {
        await site.SignIn("mia", LdapSite.Password);
        await site.SignIn("bo", LdapSite.Password);

        var output = string.Join('\n', site.Server.Output);

        output.ShouldNotContain(LdapSite.Password);
        output.ShouldNotContain(Slapd.SearchPassword);
        foreach (var file in Directory.EnumerateFiles(site.Server.DataDirectory, "*.db*"))
        {
            var text = Encoding.Latin1.GetString(await ReadShared(file));
            text.ShouldNotContain(LdapSite.Password);
            text.ShouldNotContain(Slapd.SearchPassword);
        }
    }

    private static async Task<byte[]> ReadShared(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private async Task<int> Issue(string token)
    {
        using var rest = new RestClient(Client(token));
        return (await rest.Issue(new { profile = "tls-server", csr = RestClient.Csr("ldap.example.org") })).Status;
    }

    /// <summary>The audit row of the day the user was made here.</summary>
    private async Task<JsonNode> Created(string name)
    {
        var (_, token, _) = await site.SignIn("admin", StandaloneServer.AdminPassword);
        using var rest = new RestClient(Client(token!));
        var (_, body) = await rest.Get("/api/audit?limit=200");
        return body["items"]!.AsArray().Single(row => (string?)row!["action"] == "user.create" && (string?)row["target"] == $"user:{name}")!;
    }

    private HttpClient Client(string token)
    {
        var http = site.Server.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
