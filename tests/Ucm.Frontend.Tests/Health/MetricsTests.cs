using System.Net;
using Shouldly;
using Ucm.Frontend.Tests.Admin.Api;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Tests.Health;

/// <summary>Who may read the numbers of a process with a frontend.</summary>
public sealed class MetricsTests
{
    [Theory]
    [InlineData(Roles.Admin, HttpStatusCode.OK)]
    [InlineData(Roles.Operator, HttpStatusCode.OK)]
    [InlineData(Roles.Auditor, HttpStatusCode.OK)]
    [InlineData(Roles.Viewer, HttpStatusCode.Forbidden)]
    [InlineData("unknown", HttpStatusCode.Forbidden)]
    public async Task Metrics_OfARole_AsItMay(string role, HttpStatusCode expected)
    {
        await using var host = new ApiHost();
        await host.InitializeAsync();
        host.Live([.. Roles.PermissionsOf([role])]);

        using var answer = await host.Get("/metrics", host.Token());

        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task Metrics_WithoutAToken_Unauthorized()
    {
        await using var host = new ApiHost();
        await host.InitializeAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add("Authorization", "Bearer of-bad-news");

        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ShouldNotBeEmpty();
    }
}
