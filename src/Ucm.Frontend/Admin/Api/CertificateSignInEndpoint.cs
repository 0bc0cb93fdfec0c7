using Ucm.Frontend.Auth.ClientCertificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>Access tokens for the holder of a client certificate.</summary>
internal static class CertificateSignInEndpoint
{
    private const string FetchSite = "Sec-Fetch-Site";

    public static void MapCertificateSignIn(this RouteGroupBuilder auth) => auth.MapPost("/certificate", SignIn)
        .Gives<TokenAnswer>().Refuses(400, 401, 403, 429)
        .Named(
            "loginWithCertificate",
            "Sign in with a client certificate",
            "Opens a session for the user of the certificate that the client presents on the connection (`Ucm:Http:MtlsPort`, or through a proxy). "
                + "The session ends when the certificate is revoked.");

    private static async Task<IResult> SignIn(HttpContext context, CertificateSignIn signIn) => IsForeignPage(context.Request)
        ? new Refusal(RefusalCode.Forbidden, "A page of another site may not sign in here.").ToProblem()
        : AuthEndpoints.Answer(await signIn.Tokens(context));

    /// <summary>A browser shows the certificate to whatever page asks it to, as it does with a cookie.</summary>
    private static bool IsForeignPage(HttpRequest request) => request.Headers[FetchSite].ToString() is not ("" or "same-origin" or "none");
}
