using System.Net;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Admin.Api;

public sealed class AuthorityLifecycleTests : IAsyncDisposable
{
    private readonly ApiHost host = new();
    private readonly ICertificateAuthorityGrain authority = Substitute.For<ICertificateAuthorityGrain>();

    private static CancellationToken None => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [InlineData("suspend", AuthorityStatus.Offline)]
    [InlineData("resume", AuthorityStatus.Online)]
    [InlineData("retire", AuthorityStatus.Retired)]
    public async Task Post_Verb_SetsTheStatusAsTheCaller(string verb, AuthorityStatus status)
    {
        await Start();
        authority.SetStatus(status, Arg.Any<Caller>(), Arg.Any<CancellationToken>()).Returns((Outcome<AuthoritySnapshot>)Snapshot(status));

        using var answer = await host.Client.PostAsync($"/api/authorities/issuing/{verb}", null, None);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(None)).ShouldContain($"\"status\":\"{status.ToString().ToLowerInvariant()}\"");
        await authority.Received(1).SetStatus(status, Arg.Is<Caller>(caller => caller.Name == "ann"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Post_WithoutThePermission_ForbiddenAndNothingAsked()
    {
        await Start();
        host.Live(Permission.AuthoritiesRead);

        using var answer = await host.Client.PostAsync("/api/authorities/issuing/suspend", null, None);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await authority.DidNotReceiveWithAnyArgs().SetStatus(default, null!, None);
    }

    [Theory]
    [InlineData(RefusalCode.Conflict, HttpStatusCode.Conflict)]
    [InlineData(RefusalCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData(RefusalCode.Unavailable, HttpStatusCode.ServiceUnavailable)]
    public async Task Post_Refused_Problem(RefusalCode code, HttpStatusCode status)
    {
        await Start();
        authority.SetStatus(default, null!, None).ReturnsForAnyArgs((Outcome<AuthoritySnapshot>)new Refusal(code, "No."));

        using var answer = await host.Client.PostAsync("/api/authorities/issuing/resume", null, None);

        answer.StatusCode.ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (answer.Headers.RetryAfter is not null).ShouldBe(status == HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Post_NotASlug_NotFound()
    {
        await Start();

        using var answer = await host.Client.PostAsync("/api/authorities/NO..PE/retire", null, None);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task Start()
    {
        await host.InitializeAsync();
        host.Grains.GetGrain<ICertificateAuthorityGrain>("ca:issuing", null).Returns(authority);
    }

    private static AuthoritySnapshot Snapshot(AuthorityStatus status) => Samples.Authority with { Status = status };
}
