using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Signing;

namespace Ucm.Grains.Ocsp;

/// <summary>Costs one look into the database and one signature for a serial never issued, and leaves nothing behind (law 7).</summary>
[StatelessWorker]
internal sealed class OcspScreenGrain(NeverIssued neverIssued, SerialTagKeys tags, OcspResponders responders, TimeProvider clock)
    : Grain, IOcspScreenGrain
{
    private AuthorityId Authority => AuthorityId.Parse(this.GetPrimaryKeyString());

    public async Task<Outcome<OcspScreening>> Screen(ImmutableArray<byte> certId, CancellationToken cancellationToken)
    {
        var responder = await responders.Get(Authority, cancellationToken);
        if (!responder.Succeeded)
        {
            return responder.Refusal;
        }

        if (OcspKeys.Find(certId, Authority, responder.Value.Issuer) is not { } key)
        {
            return new Refusal(RefusalCode.Malformed, "The CertID names another issuer, or no possible serial number.");
        }

        return await neverIssued.Is(key, cancellationToken)
            ? new OcspScreening(OcspAnswers.Sign(responder.Value, [(certId, OcspAnswers.Unknown.Value!)], default, clock.GetUtcNow()))
            : new OcspScreening(null);
    }

    public Task<Outcome<SerialTagKey>> TagKey(CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<SerialTagKey>>(new SerialTagKey(tags.Of(Authority)));
}
