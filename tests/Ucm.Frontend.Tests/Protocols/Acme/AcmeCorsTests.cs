using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Protocols.Acme;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend.Tests.Protocols.Acme;

/// <summary>A page of another origin as an ACME client: allowed by <c>Ucm:Acme:Cors</c> only.</summary>
public sealed class AcmeCorsTests
{
    private const string Origin = "https://app.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/acme/directory", 200)]
    [InlineData("HEAD", "/acme/new-nonce", 200)]
    [InlineData("GET", "/acme/new-nonce", 204)]
    [InlineData("POST", "/acme/new-account", 415)]
    [InlineData("GET", "/acme/new-order", 405)]
    public async Task Cors_On_EveryAnswerMayBeReadByEveryOrigin(string method, string path, int status)
    {
        await using var app = await Start("true");

        using var answer = await Send(app, method, path);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers")).Split(',').ShouldBe(["Replay-Nonce", "Location", "Link", "Retry-After"], ignoreOrder: true);
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Theory]
    [InlineData("/acme/new-order")]
    [InlineData("/acme/cert/abc")]
    [InlineData("/acme/directory")]
    public async Task Cors_On_PreflightIsGranted(string path)
    {
        await using var app = await Start("true");

        using var answer = await Send(app, "OPTIONS", path, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"));

        ((int)answer.StatusCode).ShouldBe(204);
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
        answer.Headers.GetValues("Access-Control-Allow-Headers").ShouldBe(["content-type"]);
        string.Join(',', answer.Headers.GetValues("Access-Control-Allow-Methods")).ShouldContain("POST");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("false")]
    public async Task Cors_Off_NothingIsSaidOfOrigins(string? setting)
    {
        await using var app = await Start(setting);

        using var answer = await Send(app, "GET", "/acme/directory");
        using var preflight = await Send(app, "OPTIONS", "/acme/new-order", ("Access-Control-Request-Method", "POST"));

        ((int)answer.StatusCode).ShouldBe(200);
        ((int)preflight.StatusCode).ShouldBe(405);
        answer.Headers.Concat(preflight.Headers).ShouldNotContain(static header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<HttpResponseMessage> Send(WebApplication app, string method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"https://ca.test{path}");
        request.Headers.Add("Origin", Origin);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await app.GetTestClient().SendAsync(request, Token);
    }

    private static async Task<WebApplication> Start(string? setting)
    {
        var grains = Substitute.For<IGrainFactory>();
        var silo = Substitute.For<IAcmeDirectoryGrain>();
        silo.Get("default", Arg.Any<CancellationToken>()).Returns(new AcmeOffer([], null, null, false, []));
        grains.GetGrain<IAcmeDirectoryGrain>(0, null).Returns(silo);
        var nonces = Substitute.For<IAcmeNonceGrain>();
        nonces.Lease(Arg.Any<int>(), Arg.Any<CancellationToken>()).Returns(new NonceLease(1, 512, [.. new byte[32]]));
        grains.GetGrain<IAcmeNonceGrain>(Arg.Any<long>(), null).Returns(nonces);

        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(setting is null ? [] : [new("Ucm:Acme:Cors", setting)]);
        builder.Services.AddSingleton(grains);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new PublicUrls("https://ca.test", "http://ca.test"));
        builder.Services.AddAuthorization();
        builder.Services.AddAcme();
        var app = builder.Build();
        app.UseRouting();
        app.UseAcmeCors();
        app.UseAuthorization();
        app.MapAcme();
        await app.StartAsync(Token);
        return app;
    }
}
