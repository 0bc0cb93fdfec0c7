using Microsoft.AspNetCore.Http.Features;
using Ucm.Grains.Interfaces.Configuration;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>
/// Every URL of ACME. What is written is below the public base (Ucm:PublicUrls:Https), whatever a proxy made of the host; what a client signs may be that, or the URL of
/// this very request, which are the two it can know.
/// </summary>
internal sealed class AcmeUrls(PublicUrls urls)
{
    private readonly string acme = urls.Https + "/acme/";

    public string Directory(string server) => Of(server) + "directory";

    public string NewNonce => acme + "new-nonce";

    public string NewAccount(string server) => Of(server) + "new-account";

    public string RevokeCert => acme + "revoke-cert";

    public string KeyChange => acme + "key-change";

    public string NewOrder(string server) => Of(server) + "new-order";

    public string NewAuthorization(string server) => Of(server) + "new-authz";

    public string Account(string id) => $"{acme}account/{id}";

    public string Orders(string account) => $"{acme}account/{account}/orders";

    public string Order(string id) => $"{acme}order/{id}";

    public string Finalize(string order) => $"{acme}order/{order}/finalize";

    public string Authorization(string order, int index) => $"{acme}authz/{order}/{index}";

    public string Challenge(string order, int index, string type) => $"{acme}chall/{order}/{index}/{type}";

    /// <param name="chain">The name of an alternate chain; null for the authority's own.</param>
    public string Certificate(string order, string? chain = null) => chain is null ? $"{acme}cert/{order}" : $"{acme}cert/{order}/{chain}";

    /// <summary>RFC 9773 §4.1: clients add a slash and the certificate's identifier.</summary>
    public string RenewalInfo => acme + "renewal-info";

    /// <summary>RFC 8555 §6.4: the signed URL is the requested one, octet by octet.</summary>
    public bool IsRequested(string url, HttpRequest request)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        target = target is ['/', ..] ? target : $"{request.Path}{request.QueryString}";
        return url == urls.Https + target || url == $"{request.Scheme}://{request.Host.Value}{target}";
    }

    /// <summary>The account's id out of a <c>kid</c>; null for any other URL.</summary>
    public string? AccountId(string keyId, HttpRequest request) =>
        After(keyId, acme + "account/") ?? After(keyId, $"{request.Scheme}://{request.Host.Value}/acme/account/");

    /// <summary>What is below it belongs to one ACME server; all else is common to them.</summary>
    private string Of(string server) => server == AcmeDirectory.DefaultServer ? acme : $"{acme}{server}/";

    private static string? After(string url, string prefix)
    {
        var id = url.StartsWith(prefix, StringComparison.Ordinal) ? url[prefix.Length..] : string.Empty;
        return id.Length == 32 && id.All(char.IsAsciiHexDigitLower) ? id : null;
    }
}
