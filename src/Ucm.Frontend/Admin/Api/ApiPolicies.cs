using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Who may call what under <c>/api</c>: one policy per permission, for access tokens only. Grains check again.</summary>
internal static class ApiPolicies
{
    public const string SignedIn = "api:signed-in";

    /// <summary>What a person does with his own account: an API token cannot, however much it may.</summary>
    public const string OwnSession = "api:own-session";

    /// <summary>Downloads are plain links in the console, so its cookie is accepted for them, from its own pages only (Sec-Fetch-Site).</summary>
    public const string Download = "api:download";

    /// <summary>A scraper has an access token, a person looks with the console's session.</summary>
    public const string Metrics = "metrics";

    public static void Add(AuthorizationOptions options)
    {
        options.AddPolicy(SignedIn, static policy => policy.AddAuthenticationSchemes(AuthSchemes.Bearer).RequireAuthenticatedUser());
        options.AddPolicy(OwnSession, static policy => policy
            .AddAuthenticationSchemes(AuthSchemes.Bearer)
            .RequireAuthenticatedUser()
            .RequireAssertion(static context => !IsToken(context.User)));
        options.AddPolicy(Download, static policy => policy
            .AddAuthenticationSchemes(AuthSchemes.Bearer, AuthSchemes.Console)
            .RequireAuthenticatedUser()
            .RequireAssertion(static context => context.User.May(Permission.CertificatesRead) && (context.Resource is not HttpContext http || IsOwnPage(http))));
        options.AddPolicy(Metrics, static policy => policy
            .AddAuthenticationSchemes(AuthSchemes.Bearer, AuthSchemes.Console)
            .RequireAuthenticatedUser()
            .RequireAssertion(static context => context.User.May(Permission.MetricsRead)));
        foreach (var permission in Permissions.All.Select(static known => known.Name))
        {
            options.AddPolicy(permission, policy => policy
                .AddAuthenticationSchemes(AuthSchemes.Bearer)
                .RequireAuthenticatedUser()
                .RequireAssertion(context => context.User.May(permission)));
        }
    }

    public static IResult Forbidden(HttpContext context)
    {
        var wanted = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [];
        if (wanted.Any(data => data.Policy is { } policy && context.User.MayAfterProof(policy)))
        {
            return new Refusal(
                RefusalCode.ProofRequired,
                "Your role allows this after a proof that it is you: POST /api/auth/proof with a second factor, or with the password if you have none.")
                .ToProblem();
        }

        var mustChange = context.User.HasClaim(static claim => claim.Type == SessionClaims.MustChangePassword);
        var detail = mustChange ? "Change your password first: POST /api/auth/password."
            : IsToken(context.User) ? "The API token may not do this."
            : "You may not do this.";
        return new Refusal(RefusalCode.Forbidden, detail).ToProblem();
    }

    private static bool IsToken(ClaimsPrincipal user) => user.HasClaim(static claim => claim.Type == SessionClaims.Token);

    private static bool IsOwnPage(HttpContext context) =>
        context.Request.Headers.Authorization.Count > 0 || context.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";
}
