using System.Net;
using System.Text;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>An authority's OCSP settings over REST.</summary>
public sealed class OcspApiTests : IAsyncDisposable
{
    private static readonly Uri Path = new("/api/authorities/issuing/ocsp", UriKind.Relative);
    private readonly ApiHost host = new();
    private readonly ICertificateAuthorityGrain authority = Substitute.For<ICertificateAuthorityGrain>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Put_GoodSettings_AreHandedOnWithTheCaller()
    {
        await Start();

        using var answer = await Put("""{"extended_revoke":true,"archive_cutoff_seconds":315360000}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Token)).ShouldBe(
            """{"extended_revoke":true,"archive_cutoff_seconds":315360000,"in_force":{"extended_revoke":true,"archive_cutoff_seconds":315360000}}""");
        await authority.Received(1).SetOcspPolicy(
            Arg.Is<SetOcspPolicyCommand>(command => command.Policy == new OcspPolicy(true, TimeSpan.FromDays(3650)) && command.Caller.Name == "ann"), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData("""{"archive_cutoff_seconds":-1}""")]
    [InlineData("""{"archive_cutoff_seconds":9223372036854775807}""")]
    [InlineData("""{"extended_revoke":1}""")]
    [InlineData("""{"lifetime_seconds":1}""")]
    [InlineData("[]")]
    public async Task Put_MalformedSettings_AreRefusedBeforeAnyGrain(string body)
    {
        await Start();

        using var answer = await Put(body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        await authority.DidNotReceive().SetOcspPolicy(Arg.Any<SetOcspPolicyCommand>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task PutAndGet_ReaderOnly_PutIsForbiddenAndGetSaysNothingOfItsOwnButWhatIsInForce()
    {
        await Start();
        host.Live(Permission.AuthoritiesRead);

        using var put = await Put("{}");
        using var get = await host.Client.GetAsync(Path, Token);

        put.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        get.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await get.Content.ReadAsStringAsync(Token)).ShouldBe("""{"in_force":{"extended_revoke":false,"archive_cutoff_seconds":0}}""");
    }

    /// <summary>So that a tool may send back what it has read, changed.</summary>
    [Fact]
    public async Task Put_AnAnswerSentBack_ChangesNothingOfWhatIsInForce()
    {
        await Start();

        using var answer = await Put("""{"extended_revoke":true,"in_force":{"extended_revoke":false,"archive_cutoff_seconds":5}}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await authority.Received(1).SetOcspPolicy(Arg.Is<SetOcspPolicyCommand>(static command => command.Policy == new OcspPolicy(true, null)), Arg.Any<CancellationToken>());
    }

    private async Task<HttpResponseMessage> Put(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await host.Client.PutAsync(Path, content, Token);
    }

    private async Task Start()
    {
        await host.InitializeAsync();
        host.Grains.GetGrain<ICertificateAuthorityGrain>("ca:issuing", null).Returns(authority);
        authority.Get(Arg.Any<CancellationToken>()).Returns((Outcome<AuthoritySnapshot>)Samples.Authority);
        OcspPolicy? own = null;
        authority.SetOcspPolicy(Arg.Do<SetOcspPolicyCommand>(command => own = command.Policy), Arg.Any<CancellationToken>())
            .Returns(_ => (Outcome<AuthoritySnapshot>)(Samples.Authority with { Ocsp = own }));
        var worker = Substitute.For<IOcspWorkerGrain>();
        worker.GetPolicyInForce(Arg.Any<CancellationToken>())
            .Returns(_ => (Outcome<OcspPolicy>)new OcspPolicy(own?.ExtendedRevoke ?? false, own?.ArchiveCutoff ?? TimeSpan.Zero));
        host.Grains.GetGrain<IOcspWorkerGrain>("issuing", null).Returns(worker);
    }
}
