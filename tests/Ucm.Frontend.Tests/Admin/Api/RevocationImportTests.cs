using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Nodes;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.TestHosting;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>Importing revoked serial numbers, and old CRLs, over REST.</summary>
public sealed class RevocationImportTests : IAsyncDisposable
{
    private static readonly DateTimeOffset LongAgo = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly ApiHost host = new();
    private readonly ForeignAuthority foreign = new();
    private readonly ICertificateAuthorityGrain authority = Substitute.For<ICertificateAuthorityGrain>();
    private readonly List<RevokedSerial> received = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        foreign.Dispose();
        return host.DisposeAsync();
    }

    [Fact]
    public async Task Post_List_EachIsAnsweredForItself()
    {
        await Start();

        var (status, answer) = await Post("""
            {"revocations":[{"serial":"5A:C3","revoked_at":"2026-03-04T05:06:07Z","reason":"superseded"},{"serial":"xyz","revoked_at":"2026-03-04T05:06:07Z"},
             {"serial":"07","revoked_at":"yesterday"},null,{"serial":"08","revoked_at":"2026-03-04T05:06:07Z","reason":"because"},{"serial":"0ABC","revoked_at":"2026-03-04T06:06:07+01:00"}]}
            """);

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        ((int)answer["recorded"]!, (int)answer["refused"]!).ShouldBe((2, 4));
        answer["items"]!.AsArray().Select(static one => (string?)one!["code"]).ShouldBe([null, "malformed", "malformed", "malformed", "bad_revocation_reason", null]);
        answer["items"]![0]!.ToJsonString().ShouldBe("""{"serial":"5A:C3","id":"old.5ac3","status":"revoked"}""");
        received.Select(static one => (one.Serial.Hex, one.Revocation.Reason, one.Revocation.RevokedAt)).ShouldBe(
            [("5ac3", RevocationReason.Superseded, LongAgo), ("0abc", RevocationReason.Unspecified, LongAgo)]);
    }

    [Fact]
    public async Task Post_MoreThanOneCallTakes_IsDivided()
    {
        await Start();
        var items = Enumerable.Range(1, 600).Select(static n => new { serial = $"{n:x4}", revoked_at = "2026-03-04T05:06:07Z" });

        var (status, answer) = await Post(JsonSerializer.Serialize(new { revocations = items }));

        status.ShouldBe(HttpStatusCode.OK);
        ((int)answer["recorded"]!).ShouldBe(600);
        received.Count.ShouldBe(600);
        await authority.Received(3).ImportRevocations(Arg.Any<ImportRevocationsCommand>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Post_OldCrl_ItsEntriesAreHandedOn()
    {
        await Start();
        var pem = PemEncoding.WriteString("X509 CRL", Crl("ca"));

        var (status, answer) = await Post(JsonSerializer.Serialize(new { crl = pem }));

        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        received.Select(static one => (one.Serial.Hex, one.Revocation.Reason, one.Revocation.RevokedAt)).ShouldBe(
            [("5ac3", RevocationReason.Superseded, LongAgo), ("07", RevocationReason.Unspecified, LongAgo)]);
    }

    [Fact]
    public async Task Post_CrlOfAnotherAuthority_IsRefused()
    {
        await Start();
        new HomeMade(HomeMadeName.Of("ca")).WriteTo(foreign, "other");

        var (status, answer) = await Post(JsonSerializer.Serialize(new { crl = Convert.ToBase64String(Crl("other")) }));

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        ((string)answer["detail"]!).ShouldContain("does not verify with the authority's key");
        received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"revocations":[]}""")]
    [InlineData("""{"crl":"!"}""")]
    [InlineData("""{"crl":"AQID"}""")]
    [InlineData("""{"crl":"-----BEGIN CERTIFICATE-----\nBAUG\n-----END CERTIFICATE-----\n"}""")]
    [InlineData("""{"crl":"AQID","revocations":[{"serial":"07","revoked_at":"2026-03-04T05:06:07Z"}]}""")]
    public async Task Post_NothingToRead_IsMalformed(string body)
    {
        await Start();

        (await Post(body)).Status.ShouldBe(HttpStatusCode.BadRequest);
        received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_WithoutThePermission_IsForbidden()
    {
        await Start();
        host.Live(Permission.CertificatesRevoke);

        (await Post("""{"revocations":[{"serial":"07","revoked_at":"2026-03-04T05:06:07Z"}]}""")).Status.ShouldBe(HttpStatusCode.Forbidden);
        received.ShouldBeEmpty();
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> Post(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await host.Client.PostAsync("/api/authorities/old/revocations/import", content, Token);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Token))!);
    }

    private byte[] Crl(string name)
    {
        using var certificate = X509Certificate2.CreateFromPemFile(foreign.File($"{name}.pem"), foreign.File($"{name}.key"));
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry([0x5a, 0xc3], LongAgo, X509RevocationReason.Superseded);
        builder.AddEntry([0x07], LongAgo);
        return builder.Build(certificate, 42, LongAgo.AddYears(1), HashAlgorithmName.SHA256, thisUpdate: LongAgo);
    }

    private async Task Start()
    {
        new HomeMade(HomeMadeName.Of("ca")).WriteTo(foreign, "ca");
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(foreign.File("ca.pem"));
        var id = AuthorityId.Parse("old");
        authority.Get(Arg.Any<CancellationToken>()).Returns((Outcome<AuthoritySnapshot>)new AuthoritySnapshot(
            id, "ca", AuthorityStatus.Online, [.. certificate.RawData], [], null, "ecdsa-p256", null, LongAgo, DateTimeOffset.MaxValue, default!, 1));
        authority.ImportRevocations(Arg.Any<ImportRevocationsCommand>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            var revocations = call.Arg<ImportRevocationsCommand>().Revocations;
            received.AddRange(revocations);
            return (Outcome<RecordedRevocations>)new RecordedRevocations(
                [.. revocations.Select(one => (Outcome<RecordedCertificate>)new RecordedCertificate(new CertificateKey(id, one.Serial), CertificateStatus.Revoked, DateTimeOffset.MaxValue))]);
        });
        await host.InitializeAsync();
        host.Grains.GetGrain<ICertificateAuthorityGrain>("ca:old", null).Returns(authority);
    }
}
