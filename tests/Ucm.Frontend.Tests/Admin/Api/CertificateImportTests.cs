using System.Net;
using System.Text;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>Importing certificates over REST.</summary>
public sealed class CertificateImportTests : IAsyncDisposable
{
    private readonly ApiHost host = new();
    private readonly ICertificateAuthorityGrain authority = Substitute.For<ICertificateAuthorityGrain>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Post_PemAndBase64_AreHandedOnInOrder()
    {
        await Start();
        ImportCertificatesCommand? received = null;
        var revokedAt = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
        var key = new CertificateKey(AuthorityId.Parse("old"), SerialNumber.Parse("07"));
        authority.ImportCertificates(Arg.Do<ImportCertificatesCommand>(command => received = command), Arg.Any<CancellationToken>())
            .Returns((Outcome<RecordedCertificates>)new RecordedCertificates([new(key, CertificateStatus.Revoked, DateTimeOffset.MaxValue)]));

        using var answer = await Post("""
            {"certificates":[{"certificate":"AQID"},{"certificate":"-----BEGIN CERTIFICATE-----\nBAUG\n-----END CERTIFICATE-----\n","revoked_at":"2026-03-04T05:06:07Z","reason":"superseded"}]}
            """);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Token)).ShouldBe("""{"items":[{"id":"old.07","status":"revoked"}]}""");
        received!.Certificates.Select(static one => one.Der.ToArray()).ShouldBe([[1, 2, 3], [4, 5, 6]]);
        received.Certificates.Select(static one => one.Revocation).ShouldBe([null, new ImportedRevocation(RevocationReason.Superseded, revokedAt)]);
        received.Caller.Name.ShouldBe("ann");
    }

    [Theory]
    [InlineData("""{"certificates":[]}""")]
    [InlineData("""{"certificates":null}""")]
    [InlineData("""{"certificates":[null]}""")]
    [InlineData("""{"certificates":[{"certificate":"!"}]}""")]
    [InlineData("""{"certificates":[{"certificate":"-----BEGIN PRIVATE KEY-----\nBAUG\n-----END PRIVATE KEY-----\n"}]}""")]
    [InlineData("""{"certificates":[{"certificate":"AQID","reason":"superseded"}]}""")]
    [InlineData("""{"certificates":[{"certificate":"AQID","revoked_at":"yesterday"}]}""")]
    [InlineData("""{"certificates":[{"certificate":"AQID","revoked_at":"2026-03-04T05:06:07Z","reason":"because"}]}""")]
    public async Task Post_Malformed_IsRefusedBeforeAnyGrain(string body)
    {
        await Start();

        using var answer = await Post(body);

        ((int)answer.StatusCode).ShouldBeInRange(400, 422);
        await authority.DidNotReceiveWithAnyArgs().ImportCertificates(null!, Token);
    }

    [Fact]
    public async Task Post_Partial_AnswersEachForItself()
    {
        await Start();
        ImportCertificatesCommand? received = null;
        var key = new CertificateKey(AuthorityId.Parse("old"), SerialNumber.Parse("07"));
        authority.ImportCertificates(Arg.Do<ImportCertificatesCommand>(command => received = command), Arg.Any<CancellationToken>())
            .Returns((Outcome<RecordedCertificates>)new RecordedCertificates([])
            {
                Items = [new Refusal(RefusalCode.PolicyViolation, "The authority did not issue it."), new RecordedCertificate(key, CertificateStatus.Good, DateTimeOffset.MaxValue)],
            });

        using var answer = await Post("""{"partial":true,"certificates":[{"certificate":"AQID"},{"certificate":"!"},{"certificate":"BAUG"}]}""");

        (await answer.Content.ReadAsStringAsync(Token)).ShouldBe(
            """{"items":[{"code":"policy_violation","detail":"The authority did not issue it."},{"code":"malformed","detail":"The certificate is neither PEM nor base64."},"""
            + """{"id":"old.07","status":"valid"}],"recorded":1,"refused":2}""");
        (received!.Partial, received.Certificates.Length).ShouldBe((true, 2));
    }

    [Fact]
    public async Task Post_WithoutThePermission_IsForbidden()
    {
        await Start();
        host.Live(Permission.CertificatesRevoke);

        using var answer = await Post("""{"certificates":[{"certificate":"AQID"}]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await authority.DidNotReceiveWithAnyArgs().ImportCertificates(null!, Token);
    }

    private async Task<HttpResponseMessage> Post(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await host.Client.PostAsync("/api/authorities/old/certificates/import", content, Token);
    }

    private async Task Start()
    {
        await host.InitializeAsync();
        host.Grains.GetGrain<ICertificateAuthorityGrain>("ca:old", null).Returns(authority);
    }
}
