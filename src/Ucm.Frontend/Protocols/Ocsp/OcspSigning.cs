using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Brings the questions that must be signed for one client to the signers of their authority.</summary>
internal sealed class OcspSigning(IGrainFactory grains, RevocationLease lease, IOptions<OcspCacheOptions> options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<AuthorityId, OcspSigningCalls> authorities = new();

    /// <exception cref="TimeoutException">No answer within <see cref="OcspSource.Timeout"/>.</exception>
    public Task<Outcome<OcspAnswer>> Ask(AuthorityId authority, OcspLiveQuery query) => authorities
        .GetOrAdd(authority, static (id, self) => self.Calls(id), this)
        .Ask(query);

    private OcspSigningCalls Calls(AuthorityId authority) => new(grains.OcspWorker(authority), options.Value.LiveCalls, lease, clock);
}
