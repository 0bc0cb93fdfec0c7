using System.Net;
using System.Text;
using Shouldly;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>Which role gets past the door of which route. Grains decide again, about the very object.</summary>
public sealed class RoleRouteTests(RoleHosts hosts) : IClassFixture<RoleHosts>
{
    public static TheoryData<string, string, string[]> Routes => new()
    {
        { "GET", "/api/profiles", [Roles.Admin, Roles.Operator, Roles.Auditor, Roles.Viewer] },
        { "POST", "/api/profiles", [Roles.Admin] },
        { "GET", "/api/profiles/web", [Roles.Admin, Roles.Operator, Roles.Auditor, Roles.Viewer] },
        { "PUT", "/api/profiles/web", [Roles.Admin] },
        { "PATCH", "/api/profiles/web", [Roles.Admin] },
        { "POST", "/api/profiles/web/enable", [Roles.Admin] },
        { "POST", "/api/profiles/web/disable", [Roles.Admin] },
        { "GET", "/api/profiles/web/versions", [Roles.Admin, Roles.Operator, Roles.Auditor, Roles.Viewer] },
        { "GET", "/api/profiles/web/versions/1", [Roles.Admin, Roles.Operator, Roles.Auditor, Roles.Viewer] },
        { "POST", "/api/profiles/web/preview", [Roles.Admin, Roles.Operator] },
        { "POST", "/api/certificates", [Roles.Admin, Roles.Operator] },
        { "DELETE", "/api/certificates/issuing.01", [Roles.Admin, Roles.Operator] },
        { "POST", "/api/certificates/issuing.01/revoke", [Roles.Admin, Roles.Operator] },
        { "POST", "/api/certificates/issuing.01/release", [Roles.Admin, Roles.Operator] },
        { "GET", "/api/authorities/root/issuance", [Roles.Admin, Roles.Operator, Roles.Auditor, Roles.Viewer] },
        { "PUT", "/api/authorities/root/issuance", [Roles.Admin] },
        { "PUT", "/api/authorities/root/crl", [Roles.Admin] },
        { "PUT", "/api/authorities/root/ocsp", [Roles.Admin] },
        { "POST", "/api/authorities/root/suspend", [Roles.Admin] },
        { "GET", "/api/acme/renewals", [Roles.Admin, Roles.Operator, Roles.Auditor, Roles.Viewer] },
        { "POST", "/api/acme/renewals", [Roles.Admin] },
        { "GET", "/api/chains", [Roles.Admin, Roles.Operator, Roles.Auditor, Roles.Viewer] },
        { "POST", "/api/chains", [Roles.Admin] },
        { "DELETE", "/api/users/bob/factors", [Roles.Admin] },
        { "GET", "/api/audit", [Roles.Admin, Roles.Auditor] },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_ByRole_IsOpenToTheseRolesAndNoOthers(string method, string path, string[] open)
    {
        foreach (var role in Roles.All)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method is "POST" or "PUT" or "PATCH")
            {
                request.Content = new StringContent("[", Encoding.UTF8, "application/json");
            }

            using var answer = await hosts[role].Client.SendAsync(request, TestContext.Current.CancellationToken);

            (answer.StatusCode != HttpStatusCode.Forbidden).ShouldBe(open.Contains(role), $"{role} {method} {path}: {answer.StatusCode}");
        }
    }
}
