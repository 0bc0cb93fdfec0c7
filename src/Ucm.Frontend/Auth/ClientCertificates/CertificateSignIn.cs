using Ucm.Frontend.Http.ClientCertificates;
using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Auth.ClientCertificates;

/// <summary>Signs in with the certificate that the request's client presented. The silo decides.</summary>
internal sealed class CertificateSignIn(IGrainFactory grains, ClientProofs proofs)
{
    private static readonly Refusal NonePresented = new(RefusalCode.Unauthenticated, "No client certificate was presented on this connection.");

    /// <summary>Access and refresh tokens. Refusals: Unauthenticated (none presented), InvalidCredentials, RateLimited.</summary>
    public Task<Outcome<SignedIn>> Tokens(HttpContext context) => SignIn(context, SessionKind.Api);

    /// <summary>A console session; writes its cookie, so the caller has checked antiforgery. Refusals: as <see cref="Tokens"/>.</summary>
    public async Task<Outcome<SignedIn>> Console(HttpContext context)
    {
        var outcome = await SignIn(context, SessionKind.Console);
        if (outcome is { Succeeded: true, Value.Cookie: { } cookie })
        {
            ConsoleCookie.Write(context.Response, cookie);
        }

        return outcome;
    }

    private async Task<Outcome<SignedIn>> SignIn(HttpContext context, SessionKind kind)
    {
        if (context.ClientCertificates() is not { } presented)
        {
            return NonePresented;
        }

        var address = context.ClientAddress();
        var proof = proofs.Sign(presented, CertificateSignInCommand.Purpose(kind, address));
        return await grains.CertificateSignIn().SignIn(new CertificateSignInCommand(proof, kind, address), context.RequestAborted);
    }
}
