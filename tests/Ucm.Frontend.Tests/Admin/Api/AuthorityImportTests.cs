using System.Net;
using System.Text;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>Importing an authority over REST: handed on as it came.</summary>
public sealed class AuthorityImportTests : IAsyncDisposable
{
    private readonly ApiHost host = new();
    private readonly ICertificateAuthorityGrain authority = Substitute.For<ICertificateAuthorityGrain>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Post_FileAndPassword_AreHandedOnUnopened()
    {
        await Start();
        ImportAuthorityCommand? received = null;
        authority.Import(Arg.Do<ImportAuthorityCommand>(command => received = command), Arg.Any<CancellationToken>()).Returns((Outcome<AuthoritySnapshot>)Samples.Authority);

        using var answer = await Post("""{"pkcs12":"AQID","password":"a secret","issuer":"root","crl_number_floor":20261125000000}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Token)).ShouldNotContain("secret");
        received!.Pkcs12.ShouldBe([1, 2, 3]);
        (received.Password.Value, received.Issuer?.Value, received.CrlNumberFloor, received.Caller.Name).ShouldBe(("a secret", "root", 20261125000000, "ann"));
        received.ToString().ShouldNotContain("a secret");
    }

    [Theory]
    [InlineData("""{"pkcs12":"AQID"}""")]
    [InlineData("""{"pkcs12":"not base64!","password":"x"}""")]
    [InlineData("""{"pkcs12":null,"password":"x"}""")]
    [InlineData("""{"pkcs12":"AQID","password":null}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","issuer":"NO PE"}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","crl_number_floor":"7"}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","key":"y"}""")]
    public async Task Post_Malformed_IsRefusedBeforeAnyGrain(string body)
    {
        await Start();

        using var answer = await Post(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await authority.DidNotReceiveWithAnyArgs().Import(null!, Token);
    }

    [Fact]
    public async Task Post_WithoutThePermission_IsForbidden()
    {
        await Start();
        host.Live(Permission.AuthoritiesRead);

        using var answer = await Post("""{"pkcs12":"AQID","password":"x"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await authority.DidNotReceiveWithAnyArgs().Import(null!, Token);
    }

    [Theory]
    [InlineData(RefusalCode.Conflict, HttpStatusCode.Conflict)]
    [InlineData(RefusalCode.Malformed, HttpStatusCode.BadRequest)]
    [InlineData(RefusalCode.BadPublicKey, HttpStatusCode.UnprocessableEntity)]
    [InlineData(RefusalCode.PolicyViolation, HttpStatusCode.UnprocessableEntity)]
    public async Task Post_Refused_Problem(RefusalCode code, HttpStatusCode status)
    {
        await Start();
        authority.Import(null!, Token).ReturnsForAnyArgs((Outcome<AuthoritySnapshot>)new Refusal(code, "No."));

        using var answer = await Post("""{"pkcs12":"AQID","password":"x"}""");

        answer.StatusCode.ShouldBe(status);
    }

    private async Task<HttpResponseMessage> Post(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await host.Client.PostAsync("/api/authorities/old/import", content, Token);
    }

    private async Task Start()
    {
        await host.InitializeAsync();
        host.Grains.GetGrain<ICertificateAuthorityGrain>("ca:old", null).Returns(authority);
    }
}
