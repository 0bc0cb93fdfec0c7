using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Ucm.Grains.Acme;
using Ucm.Grains.Acme.Caa;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Acme;

/// <summary>Orders on a server that enforces CAA and asks a name server of the test: wildcards by dns-01, CAA at the challenge and again at finalize.</summary>
[Trait("needs", "server")]
public sealed class ValidatedOrderTests : IAsyncLifetime
{
    private readonly FakeZone zone = new();
    private readonly FakeNameServer names;
    private readonly ShiftedClock clock = new();
    private GrainCluster? cluster;

    public ValidatedOrderTests() => names = new FakeNameServer(zone);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IGrainFactory Grains => cluster!.Grains;

    public async ValueTask InitializeAsync()
    {
        cluster = await GrainCluster.Start(clock, services =>
        {
            services.RemoveAll<IChallengeType>().AddSingleton<IChallengeType, FakeChallenge>().AddSingleton<IChallengeType, Dns01>();
            services.Configure<AcmeValidationOptions>(options => options.DnsServers.Add(names.EndPoint));
            services.Configure<AcmeOptions>(static options =>
            {
                options.Caa = CaaMode.Enforce;
                options.CaaIdentities.Add("ca.example");
            });
        });
        await cluster.CreateAuthorities();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster!.DisposeAsync();
        await names.DisposeAsync();
    }

    [Fact]
    public async Task Wildcard_ProvedByTheRecordBelow_IssuedWithTheWildcard()
    {
        using var account = await TestAccount.Create(Grains);
        var order = (await account.Order("*.wild.example.com", "wild.example.com")).Value!;
        var challenge = order.Authorizations[0].Challenges.ShouldHaveSingleItem();
        order.Authorizations[1].Challenges.Select(static one => one.Type).ShouldBe(["http-01", "dns-01"], ignoreOrder: true);
        zone.AddTxt(
            "_acme-challenge.wild.example.com",
            Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{challenge.Token}.{account.Thumbprint}"))));

        await Grains.AcmeOrder(order.Id).Respond(new RespondCommand(account.Id, 0, "dns-01", account.Thumbprint), Token);
        await account.Respond(order, 1);
        var ready = await account.WaitFor(order, static now => now.Status is AcmeOrderStatus.Ready or AcmeOrderStatus.Invalid);
        var issued = await account.Finalize(ready, TestAccount.Csr(null, "*.wild.example.com", "wild.example.com"));

        issued.Refusal.ShouldBeNull();
        ready.Authorizations[0].Identifier.Value.ShouldBe("*.wild.example.com");
        ready.Authorizations[0].CaaCheckedAt.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("*.*.example.com")]
    [InlineData("*")]
    [InlineData("a.*.example.com")]
    [InlineData("a*.example.com")]
    [InlineData("*.192.0.2.1")]
    public async Task Wildcard_AnywhereButAsTheWholeFirstLabel_Rejected(string name)
    {
        using var account = await TestAccount.Create(Grains);

        (await account.Order(name)).Refusal!.Code.ShouldBe(RefusalCode.RejectedIdentifier);
    }

    [Fact]
    public async Task Respond_CaaForbids_InvalidAfterOneAttempt()
    {
        zone.AddCaa("no.example.com", "issue", "other.example");
        using var account = await TestAccount.Create(Grains);
        var order = (await account.Order("www.no.example.com")).Value!;

        await account.Respond(order);
        var invalid = await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Invalid);

        var challenge = invalid.Authorizations[0].Challenges.Single(static one => one.Type == "http-01");
        challenge.Error!.Code.ShouldBe(RefusalCode.Caa);
        challenge.Attempts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Respond_CaaNamesAccountAndMethod_OnlyThisAccountsOrderIsReady()
    {
        using var account = await TestAccount.Create(Grains);
        using var other = await TestAccount.Create(Grains);
        zone.AddCaa("mine.example.com", "issue", $"ca.example; accounturi=https://ca.test:8443/acme/account/{account.Id}; validationmethods=http-01");

        (await account.ReadyOrder("mine.example.com")).Authorizations[0].CaaCheckedAt.ShouldNotBeNull();
        var foreign = (await other.Order("mine.example.com")).Value!;
        await other.Respond(foreign);
        await other.WaitFor(foreign, static now => now.Status == AcmeOrderStatus.Invalid);
    }

    [Fact]
    public async Task Finalize_CaaForbidsMeanwhile_RefusedOnceTheCheckIsOlderThanEightHoursAndTheOrderStaysReady()
    {
        using var account = await TestAccount.Create(Grains);
        var early = await account.ReadyOrder("early.example.com");
        var late = await account.ReadyOrder("late.example.com");
        zone.AddCaa("example.com", "issue", ";");

        (await account.Finalize(early, TestAccount.Csr(null, "early.example.com"))).Refusal.ShouldBeNull();
        clock.Advance(CaaRule.MaximumAge + TimeSpan.FromMinutes(1));
        var refused = await account.Finalize(late, TestAccount.Csr(null, "late.example.com"));
        zone.Clear();
        var again = await account.Finalize(late, TestAccount.Csr(null, "late.example.com"));

        refused.Refusal!.Code.ShouldBe(RefusalCode.Caa);
        refused.Refusal.Parts.ShouldHaveSingleItem().Name.ShouldBe("late.example.com");
        again.Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Attempt_ServerOnlyWarns_ValidWithTheFinding()
    {
        zone.AddCaa("warn.example.com", "issue", ";");

        var attempt = await Attempt("http-01", "warn.example.com", new ValidationPolicy("https://ca.test:8443/acme/account/1", CaaMode.Warn, ["ca.example"]));

        attempt.Error.ShouldBeNull();
        attempt.Caa!.Refusal!.Code.ShouldBe(RefusalCode.Caa);
    }

    [Fact]
    public async Task Attempt_Address_CaaIsNotAskedFor()
    {
        var policy = new ValidationPolicy("https://a", CaaMode.Enforce, ["ca.example"]);
        var request = new ValidationRequest(new SubjectName(SubjectNameKind.Ip, "192.0.2.1"), "http-01", "token", "token.thumbprint", policy);

        var attempt = await Grains.ChallengeValidator().Attempt(request, Token);

        (attempt.Error, attempt.Caa).ShouldBe((null, null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attempt_AddressesShownOrNot_TheNameServersAddressIsInTheDetailOrNot(bool shown)
    {
        zone.AddTxt("_acme-challenge.shown.example.com", "wrong");

        var attempt = await Attempt("dns-01", "shown.example.com", new ValidationPolicy("https://a", CaaMode.Off, [], ShowAddresses: shown));

        attempt.Error!.Detail.Contains(names.EndPoint, StringComparison.Ordinal).ShouldBe(shown);
        attempt.Error.Detail.ShouldContain("wrong");
        attempt.Hops.ShouldHaveSingleItem().Url.ShouldBe("dns:_acme-challenge.shown.example.com?type=TXT");
        (attempt.Hops[0].Used is not null).ShouldBe(shown);
    }

    private Task<ValidationAttempt> Attempt(string type, string name, ValidationPolicy policy) =>
        Grains.ChallengeValidator().Attempt(
            new ValidationRequest(new SubjectName(SubjectNameKind.Dns, name), type, "token", "token.thumbprint", policy), Token);
}
