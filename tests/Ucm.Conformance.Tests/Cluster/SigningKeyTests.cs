using System.Net.Http.Headers;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.TestHosting;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>The keys of access tokens are changed at one frontend and count at the other.</summary>
[Collection(LocalClusterCollection.Name)]
[Trait("needs", "server")]
public sealed class SigningKeyTests(LocalCluster cluster)
{
    [Fact]
    public async Task Rotate_WithRevokeAtOneFrontend_TokensAreVoidAtTheOtherAndARefreshGivesGoodOnes()
    {
        using var first = await cluster.SignIn("UCM_FRONTEND1_HTTPS");
        using var http = cluster.Client("UCM_FRONTEND2_HTTPS");
        using var second = new RestClient(http);
        var signedIn = await second.Send(HttpMethod.Post, "/api/auth/login", $$"""{"username":"admin","password":"{{cluster.AdminPassword}}"}""");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)signedIn.Body["access_token"]!);
        var before = await second.Get("/api/auth/signing-keys");

        var wrong = await first.Send(HttpMethod.Post, "/api/auth/signing-keys/rotate", """{"revoke":"yes"}""");
        var rotated = await first.Send(HttpMethod.Post, "/api/auth/signing-keys/rotate", """{"revoke":true}""");
        var after = await Eventually.Get(() => second.Get("/api/me"), static answer => answer.Status == 401);

        before.Body["items"]!.AsArray().ShouldHaveSingleItem();
        wrong.Status.ShouldBe(400);
        rotated.Status.ShouldBe(200, rotated.Body.ToJsonString());
        after.Status.ShouldBe(401);
        var refresh = $$"""{"refresh_token":"{{(string)signedIn.Body["refresh_token"]!}}"}""";
        http.DefaultRequestHeaders.Authorization = null;
        var refreshed = await second.Send(HttpMethod.Post, "/api/auth/refresh", refresh);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)refreshed.Body["access_token"]!);
        (await Eventually.Get(() => second.Get("/api/me"), static answer => answer.Status == 200)).Status.ShouldBe(200);
    }
}
