using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Ocsp;

namespace Ucm.Grains.Ocsp;

/// <summary>Collects the statuses and signs once, with the key that the silo keeps warm.</summary>
[StatelessWorker]
internal sealed class OcspWorkerGrain(OcspResponders responders, IOptions<OcspOptions> options, TimeProvider clock) : Grain, IOcspWorkerGrain
{
    private static readonly OcspStatusAnswer Unknown = new(OcspCertificateState.Unknown, null);

    public async Task<Outcome<OcspAnswer>> Respond(OcspLiveQuery query, CancellationToken cancellationToken)
    {
        var authority = AuthorityId.Parse(this.GetPrimaryKeyString());
        var responder = await responders.Get(authority, cancellationToken);
        if (!responder.Succeeded)
        {
            return responder.Refusal;
        }

        var about = new List<(ImmutableArray<byte>, OcspStatusAnswer)>(query.CertIds.Length);
        foreach (var certId in query.CertIds)
        {
            var key = Find(certId, authority, responder.Value.Issuer);
            Outcome<OcspStatusAnswer> status = key is { } found ? await GrainFactory.OcspStatus(found).Status(cancellationToken) : Unknown;
            if (!status.Succeeded)
            {
                return status.Refusal;
            }

            about.Add((certId, status.Value));
        }

        return OcspAnswers.Sign(responder.Value, about, query.Nonce.AsMemory(), options.Value, clock.GetUtcNow());
    }

    private static CertificateKey? Find(ImmutableArray<byte> der, AuthorityId authority, OcspIssuer issuer) =>
        OcspCertId.TryRead(der.AsSpan(), out var certId) && issuer.Matches(certId) && certId.HasPossibleSerialNumber
            ? new CertificateKey(authority, SerialNumber.FromBytes(certId.SerialNumber))
            : null;
}
