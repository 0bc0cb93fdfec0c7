using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>
/// Renewal information (RFC 9773 §4): one for all servers, for everybody. Never cached, since an administrator's move is in force at once;
/// Retry-After says when to come back.
/// </summary>
internal sealed class AcmeRenewals(IGrainFactory grains)
{
    public async Task<AcmeReply> Get(string certificate, CancellationToken cancellationToken)
    {
        // The silo checks again; this spares it what no certificate can be named.
        if (!RenewalIdentifier.TryParse(certificate, out _))
        {
            var detail =
                "A certificate is named by its authority key identifier and its serial number, both in base64url, with a dot between them (RFC 9773 §4.1).";
            return new Refusal(RefusalCode.Malformed, detail).ToReply() with { WithNonce = false };
        }

        var advice = await grains.AcmeRenewal().Get(certificate, cancellationToken);
        if (!advice.Succeeded)
        {
            return advice.Refusal.ToReply() with { WithNonce = false };
        }

        var json = new RenewalInfoJson(new RenewalWindowJson(advice.Value.Start, advice.Value.End), advice.Value.ExplanationUrl);
        return AcmeReply.Json(json, AcmeJsonContext.Default.RenewalInfoJson) with { RetryAfter = advice.Value.RetryAfter, WithNonce = false };
    }
}
