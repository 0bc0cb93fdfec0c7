using System.Net.Http.Headers;
using Shouldly;
using Ucm.Conformance.Tests.Admin.Factors;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>A sign-in that begins at one frontend ends at the other: what is between the steps is in the silos.</summary>
[Collection(LocalClusterCollection.Name)]
[Trait("needs", "server")]
public sealed class SecondFactorTests(LocalCluster cluster)
{
    [Fact]
    public async Task Ticket_OfOneFrontend_IsRedeemedAtTheOtherOnce()
    {
        using var rest = await cluster.SignIn("UCM_FRONTEND1_HTTPS");
        using var first = cluster.Client("UCM_FRONTEND1_HTTPS");
        using var second = cluster.Client("UCM_FRONTEND2_HTTPS");
        var (secret, codes) = await rest.Http.EnrolTotp();
        try
        {
            var (_, needed) = await first.Login(cluster.AdminPassword);
            var ticket = (string)needed["ticket"]!;

            var (status, tokens) = await second.SecondFactor(new { ticket, totp = await OathTool.Code(secret, steps: 1) });
            var (again, _) = await first.SecondFactor(new { ticket, recovery_code = codes[0] });

            status.ShouldBe(200, tokens.ToJsonString());
            again.ShouldBe(401);
            first.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)tokens["access_token"]!);
            (await first.Send(HttpMethod.Get, "/api/authorities")).Status.ShouldBe(200);
        }
        finally
        {
            (await rest.Http.Send(HttpMethod.Delete, "/api/me/totp", new { password = cluster.AdminPassword })).Status.ShouldBe(200);
        }
    }
}
