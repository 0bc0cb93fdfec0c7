using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Ucm.Frontend.Http.RateLimits;

namespace Ucm.Frontend.Tests.Http.RateLimits;

/// <summary>The limits in front of a service that answers everything; header fields name the address and the user.</summary>
public sealed class RequestLimitsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_OneMoreThanAUserMay_429WithRetryAfterAndFieldsAndOthersAreServed()
    {
        await using var app = await Start(("Read:PerSecond", "0.1"), ("Read:Burst", "2"));

        using var first = await Send(app, "ann", "192.0.2.1");
        using var second = await Send(app, "ann", "192.0.2.2");
        using var third = await Send(app, "ann", "192.0.2.3");
        using var other = await Send(app, "bob", "192.0.2.1");
        using var write = await Send(app, "ann", "192.0.2.1", HttpMethod.Post);

        first.Headers.GetValues("RateLimit-Policy").Single().ShouldBe("\"read\";q=2;w=20");
        first.Headers.GetValues("RateLimit").Single().ShouldBe("\"read\";r=1;t=10");
        second.StatusCode.ShouldBe(HttpStatusCode.OK);
        third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        ((long)third.Headers.RetryAfter!.Delta!.Value.TotalSeconds).ShouldBeInRange(1, 10);
        third.Headers.GetValues("RateLimit").Single().ShouldStartWith("\"read\";r=0;t=");
        ((string)JsonNode.Parse(await third.Content.ReadAsStringAsync(Token))!["code"]!).ShouldBe("rate_limited");
        other.StatusCode.ShouldBe(HttpStatusCode.OK);
        write.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Request_OneMoreThanAnAddressMay_429BeforeAnybodyIsKnown()
    {
        await using var app = await Start(("Read:PerSecond", "0.1"), ("Read:Burst", "2"), ("AddressFactor", "2"));

        for (var i = 0; i < 4; i++)
        {
            using var answer = await Send(app, null, "2001:db8::1");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var refused = await Send(app, "ann", "2001:db8::2:1");
        using var elsewhere = await Send(app, "ann", "2001:db8:0:1::1");

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Request_Disabled_NeverRefusedAndNoFields()
    {
        await using var app = await Start(("Enabled", "false"), ("Read:PerSecond", "0.1"), ("Read:Burst", "1"));

        for (var i = 0; i < 5; i++)
        {
            using var answer = await Send(app, "ann", "192.0.2.1");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.Contains("RateLimit").ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("GET", "/api/certificates", RequestClass.Read)]
    [InlineData("HEAD", "/API/certificates", RequestClass.Read)]
    [InlineData("GET", "/api/auth/sessions", RequestClass.Read)]
    [InlineData("POST", "/api/certificates", RequestClass.Issue)]
    [InlineData("POST", "/api/certificates/", RequestClass.Issue)]
    [InlineData("POST", "/api/certificates/1/renew", RequestClass.Issue)]
    [InlineData("POST", "/api/certificates/1/revoke", RequestClass.Write)]
    [InlineData("DELETE", "/api/certificates/1", RequestClass.Write)]
    [InlineData("PUT", "/api/profiles/a", RequestClass.Write)]
    [InlineData("POST", "/api/auth/login", RequestClass.SignIn)]
    [InlineData("POST", "/api/auth/refresh", RequestClass.SignIn)]
    [InlineData("POST", "/acme/new-order", null)]
    [InlineData("POST", "/ocsp", null)]
    [InlineData("GET", "/crl/issuing.crl", null)]
    [InlineData("GET", "/health/ready", null)]
    [InlineData("GET", "/metrics", null)]
    internal void Of_Request_ItsClass(string method, string path, RequestClass? expected)
    {
        var context = new DefaultHttpContext { Request = { Method = method, Path = path } };

        RequestClasses.Of(context).ShouldBe(expected);
    }

    private static async Task<WebApplication> Start(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(
            settings.Select(static setting => new KeyValuePair<string, string?>($"{RequestLimitOptions.Section}:{setting.Key}", setting.Value)));
        builder.Services.AddSingleton(TimeProvider.System);
        RequestLimits.Add(builder.Services);
        var app = builder.Build();
        app.Use(static (context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(context.Request.Headers["Address"].ToString());
            return next(context);
        });
        RequestLimits.UseByAddress(app);
        app.Use(static (context, next) =>
        {
            var claims = context.Request.Headers["User"].Select(static user => new Claim("sub", user!));
            context.User = new ClaimsPrincipal(new ClaimsIdentity(claims, "test"));
            return next(context);
        });
        RequestLimits.UseByUser(app);
        app.Run(static context => context.Response.WriteAsync("served", context.RequestAborted));
        await app.StartAsync(Token);
        return app;
    }

    private static async Task<HttpResponseMessage> Send(WebApplication app, string? user, string address, HttpMethod? method = null)
    {
        using var client = app.GetTestClient();
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, "/api/profiles");
        request.Headers.Add("Address", address);
        if (user is not null)
        {
            request.Headers.Add("User", user);
        }

        return await client.SendAsync(request, Token);
    }
}
