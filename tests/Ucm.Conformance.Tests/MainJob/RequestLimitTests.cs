using System.Text.Json.Nodes;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;

namespace Ucm.Conformance.Tests.MainJob;

/// <summary>The limits of REST and the console as curl sees them.</summary>
[Trait("needs", "server")]
public sealed class RequestLimitTests : IAsyncLifetime
{
    private readonly StandaloneServer server = new(new()
    {
        ["Ucm:RateLimits:Read:PerSecond"] = "0.05",
        ["Ucm:RateLimits:Read:Burst"] = "3",
    });

    public ValueTask InitializeAsync() => server.InitializeAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Curl_MoreReadsThanAUserMay_429WithRetryAfterAndTheProtocolsAreServed()
    {
        var signedIn = await Curl(
            "-H", "Content-Type: application/json", "-d", $$"""{"username":"admin","password":"{{StandaloneServer.AdminPassword}}"}""", "/api/auth/login");
        var token = (string)JsonNode.Parse(signedIn[signedIn.IndexOf('{', StringComparison.Ordinal)..])!["access_token"]!;

        var answers = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            answers.Add(await Curl("-H", $"Authorization: Bearer {token}", "/api/authorities"));
        }

        var page = await Curl("/login");
        var acme = await Curl("/acme/directory");

        answers[..3].ShouldAllBe(static answer => answer.StartsWith("HTTP/2 200", StringComparison.Ordinal));
        answers[0].ShouldContain("ratelimit-policy: \"read\";q=3;w=60", Case.Insensitive);
        answers[3].ShouldStartWith("HTTP/2 429");
        answers[3].ShouldContain("retry-after: ", Case.Insensitive);
        answers[3].ShouldContain("\"code\":\"rate_limited\"");
        page.ShouldStartWith("HTTP/2 200");
        acme.ShouldStartWith("HTTP/2 200");
    }

    /// <summary>The head and the body of the answer.</summary>
    private async Task<string> Curl(params string[] arguments)
    {
        var result = await Tool.Run("curl", ["-s", "-i", "--cacert", server.RootFile, .. arguments[..^1], $"{server.HttpsUrl}{arguments[^1]}"]);
        result.ExitCode.ShouldBe(0, result.All);
        return result.Output;
    }
}
