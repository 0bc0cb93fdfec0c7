namespace Ucm.Frontend.Protocols.Acme;

/// <summary>The directory (RFC 8555 §7.1.1), one for each profile that is for ACME. What stands in it is the silos' to say.</summary>
internal sealed class AcmeDirectory(AcmeUrls urls, AcmeOffers offers)
{
    public const string DefaultProfile = "tls-server";

    public async Task<AcmeReply> Get(string? profile, CancellationToken cancellationToken)
    {
        var offered = await offers.Get(cancellationToken);
        if (!offered.Succeeded)
        {
            return offered.Refusal.ToReply();
        }

        var offer = offered.Value;
        var descriptions = offer.Profiles.ToDictionary(static known => known.Name, static known => known.Description);
        if (profile is not null && !descriptions.ContainsKey(profile))
        {
            return AcmeProblems.Malformed("There is no such profile.", StatusCodes.Status404NotFound);
        }

        var meta = new DirectoryMetaJson(
            offer.TermsOfService, offer.Website, offer.CaaIdentities.IsEmpty ? null : offer.CaaIdentities, offer.ExternalAccountRequired ? true : null, descriptions);
        var json = new DirectoryJson(urls.NewNonce, urls.NewAccount, urls.NewOrder(profile), urls.RevokeCert, urls.KeyChange, urls.RenewalInfo, meta);
        return AcmeReply.Json(json, AcmeJsonContext.Default.DirectoryJson);
    }
}
