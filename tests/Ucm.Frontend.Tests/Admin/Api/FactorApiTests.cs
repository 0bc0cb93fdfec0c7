using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>Second factors over REST: what is asked of the grains, and what never gets that far.</summary>
public sealed class FactorApiTests : IAsyncLifetime
{
    private readonly ApiHost host = new();
    private readonly ISignInGrain signIn = Substitute.For<ISignInGrain>();
    private readonly IFactorSignInGrain factorSignIn = Substitute.For<IFactorSignInGrain>();
    private readonly ISecondFactorsGrain factors = Substitute.For<ISecondFactorsGrain>();

    public async ValueTask InitializeAsync()
    {
        await host.InitializeAsync();
        host.Grains.GetGrain<ISignInGrain>(0, null).Returns(signIn);
        host.Grains.GetGrain<IFactorSignInGrain>(0, null).Returns(factorSignIn);
        host.Grains.GetGrain<ISecondFactorsGrain>("factors:ann", null).Returns(factors);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Login_FactorNeeded_Is401WithTicketAndMethods()
    {
        var needed = new Refusal(RefusalCode.SecondFactorRequired, "Show a second factor.")
        {
            SecondFactor = new SecondFactorNeeded(new SecretText("the.ticket"), [SecondFactorNeeded.Totp]),
        };
        signIn.SignIn(Arg.Any<SignInCommand>(), Arg.Any<CancellationToken>()).Returns((Outcome<SignedIn>)needed);

        var (status, body) = await Send(HttpMethod.Post, "/api/auth/login", """{"username":"ann","password":"x"}""");

        status.ShouldBe(HttpStatusCode.Unauthorized);
        ((string)body["code"]!).ShouldBe("second_factor_required");
        ((string)body["ticket"]!).ShouldBe("the.ticket");
        ((string)body["methods"]![0]!).ShouldBe("totp");
    }

    [Theory]
    [InlineData("/api/auth/login/second-factor", "{}")]
    [InlineData("/api/auth/login/second-factor", """{"ticket":null}""")]
    [InlineData("/api/auth/login/second-factor", """{"ticket":"x","totp":123456}""")]
    [InlineData("/api/auth/login/second-factor", """{"ticket":"x","passkey":"y"}""")]
    [InlineData("/api/auth/login/second-factor", """{"ticket":"x","pin":"1"}""")]
    [InlineData("/api/auth/passkey", "[]")]
    [InlineData("/api/auth/passkey", "null")]
    [InlineData("/api/auth/passkey/options", """{"user":"ann"}""")]
    [InlineData("/api/auth/proof", """{"totp":123456}""")]
    [InlineData("/api/auth/proof", """{"otp":"123456"}""")]
    [InlineData("/api/me/totp/confirm", "{}")]
    [InlineData("/api/me/recovery-codes", """{"code":null}""")]
    [InlineData("/api/me/passkeys", """{"name":"x"}""")]
    [InlineData("/api/me/passkeys", """{"name":"x","credential":"y"}""")]
    public async Task Body_Malformed_IsRefusedAndNoGrainAsked(string path, string body)
    {
        var (status, problem) = await Send(HttpMethod.Post, path, body);

        status.ShouldBe(HttpStatusCode.BadRequest, problem.ToJsonString());
        factors.ReceivedCalls().ShouldBeEmpty();
        factorSignIn.ReceivedCalls().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "/api/me/totp")]
    [InlineData("POST", "/api/me/totp")]
    [InlineData("DELETE", "/api/me/totp")]
    [InlineData("GET", "/api/me/passkeys")]
    [InlineData("POST", "/api/me/passkeys/options")]
    [InlineData("DELETE", "/api/users/bob/factors")]
    public async Task Route_WithoutASession_Is401(string method, string path)
    {
        host.Client.DefaultRequestHeaders.Authorization = null;

        var (status, _) = await Send(new HttpMethod(method), path, method == "GET" ? null : "{}");

        status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Totp_Begun_ComesWithAQrCode()
    {
        var enrolment = new TotpEnrolment(new SecretText("ABCD"), new SecretText("otpauth://totp/x?secret=ABCD"), DateTimeOffset.UnixEpoch);
        factors.BeginTotp(Arg.Is<Caller>(static caller => caller.Name == "ann"), Arg.Any<CancellationToken>()).Returns((Outcome<TotpEnrolment>)enrolment);

        var (status, body) = await Send(HttpMethod.Post, "/api/me/totp", null);

        status.ShouldBe(HttpStatusCode.OK);
        ((string)body["secret"]!).ShouldBe("ABCD");
        ((string)body["qr_svg"]!).ShouldStartWith("<svg");
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> Send(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!);
    }
}
