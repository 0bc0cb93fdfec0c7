using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Ucm.Conformance.Tests.Acme;
using Ucm.Conformance.Tests.Hosting;
using Ucm.Grains.Identity.External;
using Ucm.Grains.Identity.External.Ldap;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Identity;

/// <summary>The ways to reach a real slapd, and that no password goes to a server that cannot prove who it is.</summary>
[Trait("needs", "server")]
public sealed class LdapConnectionTests(LdapConnectionTests.Site site) : IClassFixture<LdapConnectionTests.Site>
{
    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Ldaps")]
    [InlineData("StartTls")]
    [InlineData("None")]
    public async Task Authenticate_EachSecurity_Identifies(string security)
    {
        var signedIn = await SignIn(Enum.Parse<LdapSecurity>(security));

        signedIn.Succeeded.ShouldBeTrue(signedIn.Refusal?.Detail);
        signedIn.Value.User.Value.ShouldBe("mia");
        signedIn.Value.Roles.ShouldBe(["viewer"]);
        signedIn.Value.Subject.Length.ShouldBe(36);
    }

    [Theory]
    [InlineData("Ldaps", "127.0.0.1", true)]
    [InlineData("StartTls", "127.0.0.1", true)]
    [InlineData("Ldaps", "localhost", false)]
    [InlineData("StartTls", "localhost", false)]
    public async Task Authenticate_CertificateOfAnotherRootOrForAnotherName_NoBindIsSent(string security, string host, bool otherRoots)
    {
        var before = Binds();

        var refused = await SignIn(Enum.Parse<LdapSecurity>(security), options =>
        {
            options.RootsDirectory = otherRoots ? site.Directory.OtherRoots : site.Directory.Roots;
            options.Servers[0] = options.Servers[0].Replace("127.0.0.1", host, StringComparison.Ordinal);
        });

        refused.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        Binds().ShouldBe(before);
    }

    [Fact]
    public async Task Authenticate_StartTlsAtAServerWithoutIt_NoBindIsSent()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var heard = Hear(listener);

        var refused = await SignIn(LdapSecurity.StartTls, options => options.Servers[0] = listener.LocalEndpoint.ToString()!);

        refused.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
        listener.Stop();
        (await heard).ShouldNotContain(LdapSite.Password);
    }

    [Fact]
    public async Task Authenticate_ServerAcceptsAndNeverAnswers_TheNextIsAskedInTime()
    {
        var port = StandaloneServer.FreePort();
        await using var tarpit = new Tarpit("127.0.0.1", port);

        var signedIn = await SignIn(LdapSecurity.Ldaps, options => options.Servers.Insert(0, $"127.0.0.1:{port}"));

        signedIn.Succeeded.ShouldBeTrue(signedIn.Refusal?.Detail);
        tarpit.MostAtOnce.ShouldBe(1);
    }

    [Theory]
    [InlineData("uid={user},ou=people,dc=example,dc=org", null)]
    [InlineData("uid={user},ou=people,dc=example,dc=org", "(uid={user})")]
    public async Task Authenticate_DirectBind_Identifies(string template, string? filter)
    {
        void Direct(LdapOptions options) => (options.DirectBindDn, options.UserFilter, options.BindDn, options.GroupFilter) = (template, filter, null, null);

        var right = await SignIn(LdapSecurity.Ldaps, Direct);
        var wrong = await SignIn(LdapSecurity.Ldaps, Direct, "the wrong password");
        var empty = await SignIn(LdapSecurity.Ldaps, Direct, string.Empty);

        right.Succeeded.ShouldBeTrue(right.Refusal?.Detail);
        wrong.Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        empty.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task Authenticate_DirectBindAndTheFilterFindsAnotherEntry_IsRefused()
    {
        // The search account may read every entry, and the filter finds that of somebody else for it.
        var provider = Provider(LdapSecurity.Ldaps, static options =>
            (options.DirectBindDn, options.UserFilter, options.BindDn) = ($"cn={{user}},{Slapd.Suffix}", "(|(uid={user})(uid=mia))", null));

        var refused = await provider.Authenticate(new PasswordAttempt(UserName.Parse("search"), new SecretText(Slapd.SearchPassword), null), None);

        refused.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task Authenticate_SearchAccountsPasswordIsWrong_UnavailableNotWrongPassword()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "not the password", None);

        var refused = await SignIn(LdapSecurity.Ldaps, options => options.BindPasswordFile = file);

        File.Delete(file);
        refused.Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
    }

    [Fact]
    public async Task Authenticate_ManyAtOnce_AllAreAnswered()
    {
        var provider = Provider(LdapSecurity.Ldaps);

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(
            _ => provider.Authenticate(new PasswordAttempt(UserName.Parse("mia"), new SecretText(LdapSite.Password), null), None)));

        answers.ShouldAllBe(static answer => answer.Succeeded);
    }

    [Fact]
    public async Task Authenticate_OneDirectoryHangs_AnotherHasPlacesOfItsOwn()
    {
        var port = StandaloneServer.FreePort();
        await using var tarpit = new Tarpit("127.0.0.1", port);
        var (hanging, other) = (Provider(LdapSecurity.Ldaps, options => options.Servers[0] = $"127.0.0.1:{port}"), Provider(LdapSecurity.Ldaps));
        var attempt = new PasswordAttempt(UserName.Parse("mia"), new SecretText(LdapSite.Password), null);
        var stuck = Enumerable.Range(0, 8).Select(_ => hanging.Authenticate(attempt, None)).ToArray();

        var answer = await other.Authenticate(attempt, None);

        answer.Succeeded.ShouldBeTrue(answer.Refusal?.Detail);
        (await Task.WhenAll(stuck)).ShouldAllBe(static refused => refused.Refusal!.Code == RefusalCode.Unavailable);
    }

    private async Task<Outcome<ExternalIdentity>> SignIn(LdapSecurity security, Action<LdapOptions>? change = null, string password = LdapSite.Password)
    {
        return await Provider(security, change).Authenticate(new PasswordAttempt(UserName.Parse("mia"), new SecretText(password), null), None);
    }

    private IAuthenticationProvider Provider(LdapSecurity security, Action<LdapOptions>? change = null)
    {
        var options = new LdapOptions
        {
            Name = "corp",
            Servers = { $"127.0.0.1:{(security == LdapSecurity.Ldaps ? site.Directory.TlsPort : site.Directory.Port)}" },
            Security = security,
            AllowInsecure = true,
            RootsDirectory = site.Directory.Roots,
            BaseDn = Slapd.Suffix,
            UserFilter = "(uid={user})",
            BindDn = Slapd.SearchDn,
            BindPasswordFile = site.Directory.SearchPasswordFile,
            GroupAttribute = "seeAlso",
            Roles = { new RoleRule { Group = $"CN=Everybody, OU=Groups, {Slapd.Suffix}", Role = "viewer" } },
            Timeout = TimeSpan.FromSeconds(1),
        };
        change?.Invoke(options);
        LdapOptionsFaults.Find("Ucm:Auth:Ldap:0", options).ShouldBeEmpty();
        return new LdapProviders(
            Options.Create(new ExternalSignInOptions { Ldap = { options } }), TimeProvider.System, NullLogger<LdapProvider>.Instance).All[0];
    }

    private int Binds()
    {
        using var log = new StreamReader(new FileStream(site.Directory.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return log.ReadToEnd().Split(" BIND dn=").Length;
    }

    /// <summary>Answers the first request with success, so that the client goes on to StartTLS, and that with a refusal; keeps all that is sent.</summary>
    private static async Task<string> Hear(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var (buffer, heard) = (new byte[4096], string.Empty);
        for (byte message = 1; message < 10; message++)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                break;
            }

            heard += System.Text.Encoding.Latin1.GetString(buffer, 0, read);
            var (tag, result) = message == 1 ? ((byte)0x65, (byte)0) : ((byte)0x78, (byte)2);
            await stream.WriteAsync(new byte[] { 0x30, 0x0c, 0x02, 0x01, message, tag, 0x07, 0x0a, 0x01, result, 0x04, 0x00, 0x04, 0x00 });
        }

        return heard;
    }

    public sealed class Site : IAsyncLifetime
    {
        public Slapd Directory { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Directory = await Slapd.Start(LdapSite.Entries());

        public ValueTask DisposeAsync() => Directory.DisposeAsync();
    }
}
