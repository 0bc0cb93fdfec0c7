using System.Net;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

public sealed class RevokeTests : IAsyncLifetime
{
    private static readonly CertificateKey Key = new(AuthorityId.Parse("issuing"), SerialNumber.FromBytes([0x5a, 0xc3]));
    private readonly ApiHost _host = new();
    private readonly ICertificateGrain _certificate = Substitute.For<ICertificateGrain>();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        _certificate.Revoke(Arg.Any<RevokeCommand>(), Arg.Any<CancellationToken>())
            .Returns(static call => (Outcome<RevocationReceipt>)new RevocationReceipt(Key, 1, DateTimeOffset.UnixEpoch, call.Arg<RevokeCommand>().Reason));
        _host.Grains.GetGrain<ICertificateGrain>(Key.ToString(), null).Returns(_certificate);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("POST", "/api/certificates/issuing.5ac3/revoke")]
    [InlineData("DELETE", "/api/certificates/issuing.5ac3")]
    public async Task Revoke_WithoutABody_ReasonIsUnspecified(string method, string path)
    {
        foreach (var content in (HttpContent?[])[null, new ByteArrayContent([]), new Unmeasured([])])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };

            using var answer = await _host.Client.SendAsync(request, None);

            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(None));
            (await answer.Content.ReadAsStringAsync(None)).ShouldContain("\"reason\":\"unspecified\"");
        }

        await _certificate.Received(3).Revoke(Arg.Is<RevokeCommand>(static command => command.Reason == RevocationReason.Unspecified), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Revoke_ABodyOfUnknownLength_IsRead()
    {
        using var content = new Unmeasured("""{"reason":"superseded"}"""u8.ToArray());
        content.Headers.ContentType = new("application/json");

        using var answer = await _host.Client.PostAsync("/api/certificates/issuing.5ac3/revoke", content, None);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await _certificate.Received(1).Revoke(Arg.Is<RevokeCommand>(static command => command.Reason == RevocationReason.Superseded), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("text/plain", "superseded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, "superseded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", " ", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "null", HttpStatusCode.BadRequest)]
    [InlineData("application/json", """{"reason":"lost"}""", HttpStatusCode.UnprocessableEntity)]
    public async Task Revoke_ABodyThatIsNone_IsRefused(string? type, string body, HttpStatusCode expected)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = type is null ? null : new(type);

        using var answer = await _host.Client.PostAsync("/api/certificates/issuing.5ac3/revoke", content, None);

        answer.StatusCode.ShouldBe(expected);
        await _certificate.DidNotReceiveWithAnyArgs().Revoke(default!, None);
    }

    /// <summary>As a client sends that does not say how long it will be.</summary>
    private sealed class Unmeasured(byte[] octets) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(octets).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
