using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Shouldly;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>
/// What each route of REST asks of its caller. A route that is not in the table, or asks for something else, fails: nobody adds one without a decision.
/// </summary>
public sealed class RouteMatrixTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Open = "nothing";

    [Fact]
    public void Routes_OfRest_AskForWhatTheTableSays()
    {
        var asked = host.Endpoints.OfType<RouteEndpoint>()
            .Where(static route => route.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal))
            .SelectMany(static route => Methods(route).Select(method => $"{method} /{route.RoutePattern.RawText!.Trim('/')}: {Policy(route)}"))
            .Order(StringComparer.Ordinal);

        asked.ShouldBe(Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static IReadOnlyList<string> Methods(RouteEndpoint route) => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"];

    private static string Policy(RouteEndpoint route) =>
        route.Metadata.GetOrderedMetadata<IAuthorizeData>() is { Count: > 0 } rules ? string.Join(" and ", rules.Select(static rule => rule.Policy)) : Open;

    private const string Table = """
        DELETE /api/certificates/{id}: certificates:revoke
        DELETE /api/me/passkeys/{id}: api:own-session
        DELETE /api/me/sessions/{id}: api:own-session
        DELETE /api/me/sessions: api:own-session
        DELETE /api/me/totp: api:own-session
        DELETE /api/tokens/{id}: api:signed-in
        DELETE /api/users/{name}/factors: users:manage
        DELETE /api/users/{name}/sessions/{id}: users:manage
        DELETE /api/users/{name}/sessions: users:manage
        DELETE /api/users/{name}: users:manage
        GET /api/acme/accounts: acme:read
        GET /api/acme/external-accounts/{kid}: acme:read
        GET /api/acme/external-accounts: acme:read
        GET /api/acme/orders: acme:read
        GET /api/acme/renewals/{name}/versions/{version:long}: acme:read
        GET /api/acme/renewals/{name}/versions: acme:read
        GET /api/acme/renewals/{name}: acme:read
        GET /api/acme/renewals: acme:read
        GET /api/acme/servers/{name}/versions/{version:long}: acme:read
        GET /api/acme/servers/{name}/versions: acme:read
        GET /api/acme/servers/{name}: acme:read
        GET /api/acme/servers: acme:read
        GET /api/audit: audit:read
        GET /api/auth/signing-keys: users:read
        GET /api/authorities/{id}/crl: authorities:read
        GET /api/authorities/{id}/issuance: authorities:read
        GET /api/authorities/{id}/ocsp: authorities:read
        GET /api/authorities/{id}/urls: authorities:read
        GET /api/authorities/{id}: authorities:read
        GET /api/authorities: authorities:read
        GET /api/certificates.csv: api:download
        GET /api/certificates.jsonl: api:download
        GET /api/certificates/count: certificates:read
        GET /api/certificates/{id}/export: api:download
        GET /api/certificates/{id}: certificates:read
        GET /api/certificates: certificates:read
        GET /api/chains/{name}/versions/{version:long}: authorities:read
        GET /api/chains/{name}/versions: authorities:read
        GET /api/chains/{name}: authorities:read
        GET /api/chains: authorities:read
        GET /api/groups/{name}/versions/{version:long}: users:read
        GET /api/groups/{name}/versions: users:read
        GET /api/groups/{name}: users:read
        GET /api/groups: users:read
        GET /api/jobs/{id}/result: api:signed-in
        GET /api/jobs/{id}: api:signed-in
        GET /api/jobs: api:signed-in
        GET /api/me/passkeys: api:own-session
        GET /api/me/sessions: api:own-session
        GET /api/me/totp: api:own-session
        GET /api/me: api:signed-in
        GET /api/permissions: api:signed-in
        GET /api/profiles/{name}/versions/{version:long}: profiles:read
        GET /api/profiles/{name}/versions: profiles:read
        GET /api/profiles/{name}: profiles:read
        GET /api/profiles: profiles:read
        GET /api/requests/{id}: api:signed-in
        GET /api/requests: api:signed-in
        GET /api/roles/{name}/versions/{version:long}: users:read
        GET /api/roles/{name}/versions: users:read
        GET /api/roles/{name}: users:read
        GET /api/roles: users:read
        GET /api/stats: certificates:read
        GET /api/tokens/{id}: api:signed-in
        GET /api/tokens: api:signed-in
        GET /api/users/{name}/sessions: users:read
        GET /api/users/{name}: users:read
        GET /api/users: users:read
        PATCH /api/acme/external-accounts/{kid}: acme:manage
        PATCH /api/acme/renewals/{name}: acme:manage
        PATCH /api/acme/servers/{name}: acme:manage
        PATCH /api/certificates/{id}: certificates:edit
        PATCH /api/chains/{name}: authorities:manage
        PATCH /api/groups/{name}: users:manage
        PATCH /api/me/passkeys/{id}: api:own-session
        PATCH /api/me: api:own-session
        PATCH /api/profiles/{name}: profiles:manage
        PATCH /api/roles/{name}: users:manage
        PATCH /api/users/{name}: users:manage
        POST /api/acme/accounts/{id}/revoke: acme:manage
        POST /api/acme/external-accounts/{kid}/disable: acme:manage
        POST /api/acme/external-accounts/{kid}/enable: acme:manage
        POST /api/acme/external-accounts/{kid}/rotate: acme:manage
        POST /api/acme/external-accounts: acme:manage
        POST /api/acme/renewals/{name}/disable: acme:manage
        POST /api/acme/renewals/{name}/enable: acme:manage
        POST /api/acme/renewals: acme:manage
        POST /api/acme/servers/{name}/disable: acme:manage
        POST /api/acme/servers/{name}/enable: acme:manage
        POST /api/acme/servers: acme:manage
        POST /api/auth/certificate: nothing
        POST /api/auth/invitation: nothing
        POST /api/auth/login/second-factor: nothing
        POST /api/auth/login: nothing
        POST /api/auth/logout: api:own-session
        POST /api/auth/passkey/options: nothing
        POST /api/auth/passkey: nothing
        POST /api/auth/password: api:own-session
        POST /api/auth/proof/options: api:own-session
        POST /api/auth/proof: api:own-session
        POST /api/auth/refresh: nothing
        POST /api/auth/signing-keys/rotate: users:manage
        POST /api/authorities/import: authorities:manage
        POST /api/authorities/{id}/certificates/import: authorities:manage
        POST /api/authorities/{id}/crl: authorities:manage
        POST /api/authorities/{id}/import: authorities:manage
        POST /api/authorities/{id}/resume: authorities:manage
        POST /api/authorities/{id}/retire: authorities:manage
        POST /api/authorities/{id}/revocations/import: authorities:manage
        POST /api/authorities/{id}/suspend: authorities:manage
        POST /api/authorities: authorities:manage
        POST /api/certificates/{id}/hold: certificates:revoke
        POST /api/certificates/{id}/release: certificates:revoke
        POST /api/certificates/{id}/renew: certificates:issue
        POST /api/certificates/{id}/revoke: certificates:revoke
        POST /api/certificates: certificates:issue
        POST /api/chains/{name}/disable: authorities:manage
        POST /api/chains/{name}/enable: authorities:manage
        POST /api/chains: authorities:manage
        POST /api/groups/{name}/disable: users:manage
        POST /api/groups/{name}/enable: users:manage
        POST /api/groups: users:manage
        POST /api/jobs/{id}/cancel: api:signed-in
        POST /api/jobs/{id}/pause: api:signed-in
        POST /api/jobs/{id}/resume: api:signed-in
        POST /api/jobs: api:signed-in
        POST /api/me/passkeys/options: api:own-session
        POST /api/me/passkeys: api:own-session
        POST /api/me/recovery-codes: api:own-session
        POST /api/me/totp/confirm: api:own-session
        POST /api/me/totp: api:own-session
        POST /api/profiles/{name}/disable: profiles:manage
        POST /api/profiles/{name}/enable: profiles:manage
        POST /api/profiles/{name}/preview: certificates:issue
        POST /api/profiles: profiles:manage
        POST /api/requests/{id}/approve: certificates:issue
        POST /api/requests/{id}/cancel: api:signed-in
        POST /api/requests/{id}/reject: certificates:issue
        POST /api/requests: requests:submit
        POST /api/roles/{name}/disable: users:manage
        POST /api/roles/{name}/enable: users:manage
        POST /api/roles: users:manage
        POST /api/tokens: api:own-session
        POST /api/users/{name}/invitation: users:manage
        POST /api/users/{name}/password: users:manage
        POST /api/users: users:manage
        PUT /api/acme/renewals/{name}: acme:manage
        PUT /api/acme/servers/{name}: acme:manage
        PUT /api/authorities/{id}/crl: authorities:manage
        PUT /api/authorities/{id}/issuance: authorities:manage
        PUT /api/authorities/{id}/ocsp: authorities:manage
        PUT /api/authorities/{id}/urls: authorities:manage
        PUT /api/chains/{name}: authorities:manage
        PUT /api/groups/{name}: users:manage
        PUT /api/profiles/{name}: profiles:manage
        PUT /api/roles/{name}: users:manage
        """;
}
