using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Audit;

namespace Ucm.Grains.Tests.Identity.ClientCertificates;

/// <summary>Who gets a session for a client certificate, and how long it lives.</summary>
[Trait("needs", "server")]
public sealed class CertificateSignInTests(CertificateCluster certificates) : IClassFixture<CertificateCluster>
{
    private readonly GrainCluster cluster = certificates.Cluster;

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public static TheoryData<string> Refused =>
    [
        "expired", "not valid yet", "of an unknown authority", "of an authority without a CRL", "on the CRL", "without clientAuth",
        "without digitalSignature", "of an authority's own", "signed by another key of the issuer's name", "without a user", "of two common names",
        "self-signed", "rubbish",
    ];

    [Fact]
    public async Task SignIn_CertificateOfOurAuthority_OpensASessionOfTheNamedUser()
    {
        var (_, der) = await certificates.Issue("CN=alice");

        var signedIn = await certificates.SignIn(der);

        signedIn.Refusal.ShouldBeNull();
        signedIn.Value!.Session.User.Value.ShouldBe("alice");
        signedIn.Value.Session.Methods.ShouldBe(["mtls"]);
        signedIn.Value.Session.Permissions.ShouldContain(Permission.CertificatesIssue);
        signedIn.Value.AccessToken.ShouldNotBeNull();
    }

    [Fact]
    public async Task SignIn_ByTheEmailOfTheCertificate_IsTheRulesUserOnAConsoleToo()
    {
        var (_, der) = await certificates.Issue("CN=Alice Smith", "alice@example.com");

        var signedIn = await certificates.SignIn(new CertificateSignInCommand(CertificateCluster.Proof([der]), SessionKind.Console, "192.0.2.1"));

        signedIn.Value!.Session.User.Value.ShouldBe("alice");
        signedIn.Value.Cookie.ShouldNotBeNull();
    }

    [Fact]
    public async Task SignIn_CertificateOfAnotherAuthorityWithACurrentCrl_OpensASession()
    {
        var signedIn = await certificates.SignIn(certificates.Der(CertificateCluster.Client("foreign", "CN=alice")));

        signedIn.Refusal.ShouldBeNull();
        (await cluster.Grains.Session(signedIn.Value!.Session.Id).Check(touch: true, None)).Refusal.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task SignIn_Certificate_IsRefusedAlike(string which)
    {
        var refusal = (await certificates.SignIn(Bad(which))).Refusal;

        refusal.ShouldNotBeNull();
        (refusal.Code, refusal.Detail).ShouldBe((RefusalCode.InvalidCredentials, "The client certificate is not accepted."));
    }

    [Fact]
    public async Task SignIn_ServerCertificateOfOurAuthority_IsRefused()
    {
        var issued = await cluster.Issue(TestRequests.Command("mtls:server", "alice"));

        (await certificates.SignIn([.. issued.Value!.Der])).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task SignIn_RevokedCertificate_IsRefusedAndAudited()
    {
        var (key, der) = await certificates.Issue("CN=alice");
        (await cluster.Revoke(key, RevocationReason.KeyCompromise)).Refusal.ShouldBeNull();

        (await certificates.SignIn(der)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);

        var rows = (await cluster.Service<IAuditStore>().List(cursor: null, 50, None)).Items;
        rows.ShouldContain(row => row.Action == "session.refuse" && row.Target == "user:alice" && row.Detail.Contains("Revoked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Session_WhoseCertificateIsRevoked_EndsAtOnceAndIsNotRefreshed()
    {
        var (key, der) = await certificates.Issue("CN=alice");
        var signedIn = (await certificates.SignIn(der)).Value!;
        (await Check(signedIn)).Refusal.ShouldBeNull();

        await cluster.Revoke(key, RevocationReason.Superseded);

        (await Check(signedIn)).Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        (await cluster.Grains.SignIn().Refresh(signedIn.RefreshToken!, null, None)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task SignIn_Administrator_OnlyByARuleThatSaysSo()
    {
        var (_, byName) = await certificates.Issue("CN=boss");
        var (_, byRule) = await certificates.Issue("CN=chief");

        (await certificates.SignIn(byName)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        (await certificates.SignIn(byRule)).Value!.Session.Permissions.ShouldBe([Permission.All]);
    }

    [Fact]
    public async Task Session_WhoseUserBecomesAnAdministrator_EndsWithoutARuleThatSaysSo()
    {
        await certificates.CreateUser("rising", Roles.Viewer);
        var (_, der) = await certificates.Issue("CN=rising");
        var signedIn = (await certificates.SignIn(der)).Value!;
        (await Check(signedIn)).Refusal.ShouldBeNull();

        var change = new ChangeUserCommand("""{"roles":["admin"]}""", null, Caller.System("test"));
        (await cluster.Grains.User(UserName.Parse("rising")).Change(change, None)).Refusal.ShouldBeNull();

        (await Check(signedIn)).Refusal!.Code.ShouldBe(RefusalCode.Unauthenticated);
        (await certificates.SignIn(der)).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task SignIn_ByARuleWithRoles_MakesTheUserButTakesNoLocalOneOver()
    {
        var (_, robot) = await certificates.Issue("CN=robot,OU=machines");
        var (_, thief) = await certificates.Issue("CN=thief,OU=machines");

        var made = await certificates.SignIn(robot);
        var taken = await certificates.SignIn(thief);

        made.Value!.Session.Roles.ShouldBe([Roles.Viewer]);
        (await cluster.Grains.User(UserName.Parse("robot")).GetAccess(None)).Value!.Provider.ShouldBe("mtls");
        taken.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task SignIn_ThroughAFrontendThatIsNotBelieved_IsRefused()
    {
        var (_, der) = await certificates.Issue("CN=alice");

        var refused = await certificates.SignIn(new CertificateSignInCommand(CertificateCluster.Proof([der], forged: true), SessionKind.Api, null));

        refused.Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task SignIn_TooManyOrNoCertificates_IsRefused()
    {
        var (_, der) = await certificates.Issue("CN=alice");

        (await certificates.SignIn([])).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        (await certificates.SignIn([.. Enumerable.Repeat(der, 9)])).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
        (await certificates.SignIn(new byte[17 * 1024])).Refusal!.Code.ShouldBe(RefusalCode.InvalidCredentials);
    }

    [Fact]
    public async Task SignIn_ManyRefusalsFromOneAddress_AreLimited()
    {
        var command = new CertificateSignInCommand(CertificateCluster.Proof([[1]]), SessionKind.Api, "192.0.2.99");
        List<RefusalCode> codes = [];

        while (codes.Count < 200 && (codes.Count == 0 || codes[^1] != RefusalCode.RateLimited))
        {
            codes.Add((await certificates.SignIn(command)).Refusal!.Code);
        }

        codes[0].ShouldBe(RefusalCode.InvalidCredentials);
        codes[^1].ShouldBe(RefusalCode.RateLimited);
    }

    private Task<Outcome<SessionView>> Check(SignedIn signedIn) => cluster.Grains.Session(signedIn.Session.Id).Check(touch: false, None);

    private byte[] Bad(string which)
    {
        var good = CertificateCluster.Client("foreign", "CN=alice");
        return which switch
        {
            "expired" => certificates.Der(good with { StartsDaysAgo = 10, Days = 5 }),
            "not valid yet" => certificates.Der(good with { StartsDaysAgo = -2 }),
            "of an unknown authority" => certificates.Der(good with { Issuer = "stranger" }),
            "of an authority without a CRL" => certificates.Der(good with { Issuer = "silent" }),
            "on the CRL" => certificates.Der("revoked"),
            "without clientAuth" => certificates.Der(good with { Purposes = ["1.3.6.1.5.5.7.3.1"] }),
            "without digitalSignature" => certificates.Der(good with { Usage = X509KeyUsageFlags.KeyAgreement }),
            "of an authority's own" => certificates.Der(good with { IsAuthority = true }),
            "signed by another key of the issuer's name" => certificates.Der(good with
            {
                Issuer = "stranger",
                IssuerName = new X500DistinguishedName("CN=foreign").RawData,
                NamesIssuerKey = false,
            }),
            "without a user" => certificates.Der(CertificateCluster.Client("foreign", "CN=nobody")),
            "of two common names" => certificates.Der(CertificateCluster.Client("foreign", "CN=alice,CN=boss")),
            "self-signed" => certificates.Der(good with { Issuer = null }),
            _ => [0x30, 0x03, 0x02, 0x01, 0x01],
        };
    }
}
