using Microsoft.AspNetCore.Antiforgery;
using Ucm.Frontend.Auth;

namespace Ucm.Frontend.Admin.Sessions;

internal static class SignOutEndpoint
{
    public const string Path = "/logout";

    /// <summary>A form with an antiforgery token; works for a session that has ended too, so that nobody is stuck on an error page.</summary>
    public static void MapSignOut(this IEndpointRouteBuilder endpoints) => endpoints.MapPost(Path, SignOut).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> SignOut(HttpContext context, IAntiforgery antiforgery, ConsoleSignIn signIn)
    {
        if (context.User.SessionId() is not null && !await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.Redirect(ReturnUrls.Home);
        }

        // The provider's session is another one. Its page is a link: a form may not lead to another site.
        return await signIn.SignOut(context) is { } provider
            ? TypedResults.Redirect(ConsoleHandler.SignInPath + QueryString.Create("left", provider))
            : TypedResults.Redirect(ConsoleHandler.SignInPath);
    }
}
