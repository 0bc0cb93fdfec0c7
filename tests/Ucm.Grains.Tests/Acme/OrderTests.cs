using System.Globalization;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Tests.Acme;

/// <summary>RFC 8555 §7.4, §7.5: what may be ordered, and how it is proved.</summary>
[Trait("needs", "server")]
public sealed class OrderTests(AcmeCluster cluster) : IClassFixture<AcmeCluster>
{
    [Fact]
    public async Task Create_NamesInSeveralSpellings_EachOnce()
    {
        using var account = await TestAccount.Create(cluster.Grains);

        var order = await account.Order("WWW.Example.com", "www.example.com", "192.0.2.1", "192.0.2.1");

        order.Value!.Authorizations.Select(static authorization => authorization.Identifier.Value).ShouldBe(["www.example.com", "192.0.2.1"]);
    }

    [Theory]
    [InlineData("dns", "*.example.com", RefusalCode.RejectedIdentifier)]
    [InlineData("dns", "a..example.com", RefusalCode.RejectedIdentifier)]
    [InlineData("dns", "", RefusalCode.RejectedIdentifier)]
    [InlineData("dns", "DNS:example.com", RefusalCode.RejectedIdentifier)]
    [InlineData("dns", "192.0.2.1", RefusalCode.RejectedIdentifier)]
    [InlineData("ip", "192.0.2.300", RefusalCode.RejectedIdentifier)]
    [InlineData("email", "a@example.com", RefusalCode.UnsupportedIdentifier)]
    public async Task Create_ForANameThatCannotBeProved_Refused(string type, string value, RefusalCode code)
    {
        using var account = await TestAccount.Create(cluster.Grains);

        var outcome = await account.OrderOf(new AcmeIdentifier(type, value));

        outcome.Refusal!.Code.ShouldBe(code);
    }

    [Fact]
    public async Task Create_WithSeveralBadNames_OnePartForEach()
    {
        using var account = await TestAccount.Create(cluster.Grains);

        var outcome = await account.OrderOf(new("dns", "good.example.com"), new("dns", "*.example.com"), new("email", "a@example.com"));

        outcome.Refusal!.Parts.Select(static part => (part.Name, part.Code)).ShouldBe(
            [("*.example.com", RefusalCode.RejectedIdentifier), ("a@example.com", RefusalCode.UnsupportedIdentifier)]);
    }

    [Fact]
    public async Task Create_WithoutNames_Malformed()
    {
        using var account = await TestAccount.Create(cluster.Grains);

        (await account.OrderOf()).Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    [Theory]
    [InlineData("2034-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public async Task Create_NotBeforeTooFarAhead_MalformedAndNamesTheLatest(string notBefore)
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var latest = DateTimeOffset.UtcNow + NotBeforeRange.Ahead;

        var outcome = await account.OrderFrom(DateTimeOffset.Parse(notBefore, CultureInfo.InvariantCulture), null);

        outcome.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
        outcome.Refusal.Detail.ShouldContain($"at most {latest:yyyy-MM-dd}");
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", null)]
    [InlineData("2020-01-01T00:00:00Z", null)]
    [InlineData(null, "0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z")]
    public async Task Create_ValidityThatCannotBe_Malformed(string? notBefore, string? notAfter)
    {
        using var account = await TestAccount.Create(cluster.Grains);

        var outcome = await account.OrderFrom(Time(notBefore), Time(notAfter));

        outcome.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    [Fact]
    public async Task Create_NotBeforeInTwentyDays_IssuedFromThenOn()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var notBefore = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero).AddDays(20);
        var order = (await account.OrderFrom(notBefore, null)).Value!;
        await account.Respond(order);
        await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Ready);

        var issued = await account.Finalize(order, TestAccount.Csr(null, "validity.example.com"));

        issued.Value!.Status.ShouldBe(AcmeOrderStatus.Valid);
        (await cluster.Grains.Certificate(issued.Value.Certificate!.Value).Get(CancellationToken.None)).Value!.NotBefore.ShouldBe(notBefore);
    }

    [Fact]
    public async Task Order_OfAnotherAccount_IsNotFoundInAnyWay()
    {
        using var owner = await TestAccount.Create(cluster.Grains);
        using var stranger = await TestAccount.Create(cluster.Grains);
        var order = await owner.ReadyOrder("private.example.com");
        var grain = cluster.Grains.AcmeOrder(order.Id);

        (await stranger.Get(order)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await stranger.Respond(order)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await stranger.Finalize(order, TestAccount.Csr(null, "private.example.com"))).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await grain.Deactivate(stranger.Id, 0, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        await owner.Finalize(order, TestAccount.Csr(null, "private.example.com"));
        (await grain.GetCertificate(stranger.Id, CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await grain.GetCertificate(owner.Id, CancellationToken.None)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Respond_WhenTheProofIsNeverThere_InvalidAfterSeveralAttempts()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = (await account.Order("bad.example.com", "good.example.com")).Value!;

        var responded = await account.Respond(order);
        var invalid = await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Invalid);

        responded.Value!.RetryAfter.ShouldNotBeNull();
        var authorization = invalid.Authorizations[0];
        authorization.Status.ShouldBe(AcmeAuthorizationStatus.Invalid);
        authorization.Challenges[0].Status.ShouldBe(AcmeChallengeStatus.Invalid);
        authorization.Challenges[0].Error!.Code.ShouldBe(RefusalCode.IncorrectResponse);
        authorization.Challenges[0].Attempts.Length.ShouldBe(4);
        (await account.Finalize(order, TestAccount.Csr(null, "bad.example.com", "good.example.com"))).Refusal!.Code.ShouldBe(RefusalCode.OrderNotReady);
    }

    [Fact]
    public async Task Respond_WhenTheValidatorHasABug_InvalidInTheEndAndNotForEverProcessing()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = (await account.Order("faulty.example.com")).Value!;

        await account.Respond(order);
        var invalid = await account.WaitFor(order, static now => now.Status == AcmeOrderStatus.Invalid);

        invalid.Authorizations[0].Challenges[0].Error!.Code.ShouldBe(RefusalCode.Unavailable);
    }

    [Fact]
    public async Task Respond_Again_ChangesNothing()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("again.example.com");

        var again = await account.Respond(order);

        again.Value!.Status.ShouldBe(AcmeOrderStatus.Ready);
        again.Value.Authorizations[0].Challenges[0].Attempts.Length.ShouldBe(1);
    }

    [Fact]
    public async Task Respond_ToAChallengeThatIsNotThere_NotFound()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = (await account.Order("some.example.com")).Value!;

        (await account.Respond(order, 5)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        (await account.Respond(order, -1)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    [Fact]
    public async Task Deactivate_OfAnAuthorization_TheOrderIsInvalid()
    {
        using var account = await TestAccount.Create(cluster.Grains);
        var order = await account.ReadyOrder("gone.example.com");

        var outcome = await cluster.Grains.AcmeOrder(order.Id).Deactivate(account.Id, 0, CancellationToken.None);

        outcome.Value!.Authorizations[0].Status.ShouldBe(AcmeAuthorizationStatus.Deactivated);
        outcome.Value.Status.ShouldBe(AcmeOrderStatus.Invalid);
    }

    private static DateTimeOffset? Time(string? text) => text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
