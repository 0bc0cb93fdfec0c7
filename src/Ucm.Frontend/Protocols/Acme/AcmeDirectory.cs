using Microsoft.Extensions.Options;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>The directory (RFC 8555 §7.1.1), one for each profile that is for ACME.</summary>
internal sealed class AcmeDirectory(AcmeUrls urls, AcmeProfiles profiles, IOptions<AcmeDirectoryOptions> options)
{
    public const string DefaultProfile = "tls-server";

    public async Task<AcmeReply> Get(string? profile, CancellationToken cancellationToken)
    {
        var offered = await profiles.List(cancellationToken);
        if (!offered.Succeeded)
        {
            return offered.Refusal.ToReply();
        }

        var descriptions = offered.Value.Profiles.ToDictionary(static known => known.Name, static known => known.Description);
        if (profile is not null && !descriptions.ContainsKey(profile))
        {
            return AcmeProblems.Malformed("There is no such profile.", StatusCodes.Status404NotFound);
        }

        var settings = options.Value;
        var meta = new DirectoryMetaJson(
            settings.TermsOfService,
            settings.Website,
            settings.CaaIdentities.Count > 0 ? settings.CaaIdentities : null,
            settings.RequireExternalAccount ? true : null,
            descriptions);
        var json = new DirectoryJson(urls.NewNonce, urls.NewAccount, urls.NewOrder(profile), urls.RevokeCert, urls.KeyChange, meta);
        return AcmeReply.Json(json, AcmeJsonContext.Default.DirectoryJson);
    }
}
