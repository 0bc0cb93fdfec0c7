namespace Ucm.Frontend.Protocols.Acme;

/// <summary>The directory of one ACME server (RFC 8555 §7.1.1). What stands in it is the silos' to say.</summary>
internal sealed class AcmeDirectory(AcmeUrls urls, AcmeOffers offers)
{
    public const string DefaultServer = "default";

    public async Task<AcmeReply> Get(string server, CancellationToken cancellationToken)
    {
        var offered = await offers.Get(server, cancellationToken);
        if (!offered.Succeeded)
        {
            return offered.Refusal.ToReply();
        }

        var offer = offered.Value;
        var profiles = new OrderedDictionary<string, string>();
        foreach (var profile in offer.Profiles)
        {
            profiles.Add(profile.Name, profile.Description);
        }

        var meta = new DirectoryMetaJson(
            offer.TermsOfService,
            offer.Website,
            offer.CaaIdentities.IsEmpty ? null : offer.CaaIdentities,
            offer.ExternalAccountRequired ? true : null,
            profiles);
        var json = new DirectoryJson(
            urls.NewNonce,
            urls.NewAccount(server),
            urls.NewOrder(server),
            offer.PreAuthorization ? urls.NewAuthorization(server) : null,
            urls.RevokeCert,
            urls.KeyChange,
            urls.RenewalInfo,
            meta);
        return AcmeReply.Json(json, AcmeJsonContext.Default.DirectoryJson);
    }
}
