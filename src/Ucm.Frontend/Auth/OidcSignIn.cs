using System.Collections.Immutable;
using Ucm.Frontend.Http.Proxies;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.External;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Auth;

/// <summary>Sends browsers to OpenID providers and takes them back. It decides nothing: the silo makes and checks everything.</summary>
internal sealed partial class OidcSignIn(IGrainFactory grains, ILogger<OidcSignIn> log)
{
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(2);

    /// <summary>For the sign-in page; none when the silos do not answer, so that the page is there in any case.</summary>
    public async Task<ImmutableArray<OidcProviderView>> Providers(CancellationToken cancellationToken)
    {
        try
        {
            var providers = await grains.OidcSignIn().List(cancellationToken).WaitAsync(ListLimit, cancellationToken);
            return providers.IsDefault ? [] : providers;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogNoList(log, fault);
            return [];
        }
    }

    /// <summary>Where to send the browser; its cookie is set.</summary>
    public async Task<Outcome<OidcBegun>> Begin(HttpContext context, string provider, string? returnUrl)
    {
        var begun = await grains.OidcSignIn().Begin(new BeginOidcCommand(provider, returnUrl, context.ClientAddress()), context.RequestAborted);
        if (begun.Succeeded)
        {
            OidcCookie.Write(context.Response, begun.Value.Browser, begun.Value.Lifetime);
        }

        return begun;
    }

    /// <summary>Where to sign out at the provider too.</summary>
    public Task<Outcome<OidcSignOut>> SignOut(HttpContext context, string provider) => grains.OidcSignIn().SignOut(provider, context.RequestAborted);

    /// <summary>The browser is back. On success it has a session's cookie.</summary>
    public async Task<Outcome<OidcSignedIn>> Complete(HttpContext context, string provider)
    {
        var query = context.Request.Query;
        var browser = OidcCookie.Read(context.Request);
        OidcCookie.Delete(context.Response);
        var (state, code) = ((string?)query["state"] ?? string.Empty, (string?)query["code"]);
        var command = new CompleteOidcCommand(
            provider, new SecretText(state), code is null ? null : new SecretText(code), query["iss"], browser, context.ClientAddress());
        var outcome = await grains.OidcSignIn(state).Complete(command, context.RequestAborted);
        if (outcome is { Succeeded: true, Value.SignedIn.Cookie: { } cookie })
        {
            ConsoleCookie.Write(context.Response, cookie);
        }

        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sign-in page could not list the OpenID providers")]
    private static partial void LogNoList(ILogger logger, Exception fault);
}
