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
    [InlineData("""{"pkcs12":"AQID","password":"x","crl_number_floor":"seven"}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","crl_number_floor":1.5}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","crl_number_floor":1e3}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","crl_number_floor":-1}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","crl_number_floor":"0x8000000000000000000000000000000000000000"}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","crl_number_floor":true}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","crl":"no base64!"}""")]
    [InlineData("""{"pkcs12":"AQID","password":"x","key":"y"}""")]
    public async Task Post_Malformed_IsRefusedBeforeAnyGrain(string body)
    {
        await Start();

        using var answer = await Post(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await authority.DidNotReceiveWithAnyArgs().Import(null!, Token);
    }

    [Theory]
    [InlineData("4711", 4711, null)]
    [InlineData("\"4711\"", 4711, null)]
    [InlineData("\"0x1A\"", 26, null)]
    [InlineData("\"1A:2B\"", 6699, null)]
    [InlineData("1000000000000000000", 1_000_000_000_000_000_000, null)]
    [InlineData("1000000000000000001", 0, "1000000000000000001")]
    [InlineData("123456789012345678901234567890", 0, "123456789012345678901234567890")]
    [InlineData("\"0x7fffffffffffffffffffffffffffffffffffffff\"", 0, "730750818665451459101842416358141509827966271487")]
    [InlineData("null", 0, null)]
    public async Task Post_FloorInAnyForm_IsHandedOnExactly(string sent, long small, string? large)
    {
        await Start();
        ImportAuthorityCommand? received = null;
        authority.Import(Arg.Do<ImportAuthorityCommand>(command => received = command), Arg.Any<CancellationToken>()).Returns((Outcome<AuthoritySnapshot>)Samples.Authority);

        using var answer = await Post($$"""{"pkcs12":"AQID","password":"x","crl_number_floor":{{sent}}}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (received!.CrlNumberFloor, received.LargeCrlNumberFloor).ShouldBe((small, large));
    }

    [Fact]
    public async Task Post_FloorThatIsNone_SaysWhatOneLooksLike()
    {
        await Start();

        using var answer = await Post("""{"pkcs12":"AQID","password":"x","crl_number_floor":"seven"}""");

        var said = await answer.Content.ReadAsStringAsync(Token);
        said.ShouldContain("crl_number_floor");
        said.ShouldContain("0x1A");
    }

    [Theory]
    [InlineData("AQID")]
    [InlineData("-----BEGIN X509 CRL-----\\nAQID\\n-----END X509 CRL-----\\n")]
    [InlineData("LS0tLS1CRUdJTiBYNTA5IENSTC0tLS0tCkFRSUQKLS0tLS1FTkQgWDUwOSBDUkwtLS0tLQo=")]
    public async Task Post_LastCrlInAnyForm_IsHandedOnAsDer(string sent)
    {
        await Start();
        ImportAuthorityCommand? received = null;
        authority.Import(Arg.Do<ImportAuthorityCommand>(command => received = command), Arg.Any<CancellationToken>()).Returns((Outcome<AuthoritySnapshot>)Samples.Authority);

        using var answer = await Post($$"""{"pkcs12":"AQID","password":"x","crl":"{{sent}}"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        received!.LastCrl.ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Document_Floor_IsANumberOrAString()
    {
        await Start();

        var document = System.Text.Json.JsonDocument.Parse(await host.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), Token)).RootElement;

        var types = document.GetProperty("components").GetProperty("schemas").GetProperty("ImportAuthorityBody").GetProperty("properties").GetProperty("crl_number_floor").GetRawText();
        types.ShouldContain("\"integer\"");
        types.ShouldContain("\"string\"");
        types.ShouldNotContain("BigInteger");
    }

    /// <summary>The room that a CRL has is not the file's.</summary>
    [Fact]
    public async Task Post_FileTooLong_PayloadTooLargeBeforeAnyGrain()
    {
        await Start();

        using var answer = await Post($$"""{"pkcs12":"{{Convert.ToBase64String(new byte[400 * 1024])}}","password":"x"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        await authority.DidNotReceiveWithAnyArgs().Import(null!, Token);
    }

    [Fact]
    public async Task Post_LongCrl_IsHandedOn()
    {
        await Start();
        ImportAuthorityCommand? received = null;
        authority.Import(Arg.Do<ImportAuthorityCommand>(command => received = command), Arg.Any<CancellationToken>())
            .Returns((Outcome<AuthoritySnapshot>)Samples.Authority);

        using var answer = await Post($$"""{"pkcs12":"AQID","password":"x","crl":"{{Convert.ToBase64String(new byte[ImportAuthorityCommand.MaxCrl])}}"}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        received!.LastCrl.Length.ShouldBe(ImportAuthorityCommand.MaxCrl);
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
