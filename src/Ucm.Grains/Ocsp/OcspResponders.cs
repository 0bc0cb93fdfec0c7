using System.Collections.Concurrent;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;

namespace Ucm.Grains.Ocsp;

/// <summary>The warm responders of this silo. Only grains reach it: a frontend can ask for an answer but never say what it is to be.</summary>
internal sealed class OcspResponders(IGrainFactory grains, KeyVault vault, TimeProvider clock)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<AuthorityId, WarmResponder> warm = new();

    public ValueTask<Outcome<WarmResponder>> Get(AuthorityId authority, CancellationToken cancellationToken) =>
        warm.TryGetValue(authority, out var responder) && clock.GetUtcNow() < responder.UseUntil
            ? ValueTask.FromResult<Outcome<WarmResponder>>(responder)
            : new(Warm(authority, cancellationToken));

    private async Task<Outcome<WarmResponder>> Warm(AuthorityId authority, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var snapshot = await grains.Authority(authority).Get(cancellationToken);
        if (!snapshot.Succeeded)
        {
            return snapshot.Refusal;
        }

        var responder = await grains.OcspResponder(authority).Get(cancellationToken);
        if (!responder.Succeeded)
        {
            return responder.Refusal;
        }

        var key = await vault.Load(responder.Value.KeyId, OcspResponderGrain.KeyPurpose, cancellationToken);
        if (key is null)
        {
            return Refusals.NotConfirmed();
        }

        var until = now + LookAgainAfter < responder.Value.NotAfter ? now + LookAgainAfter : responder.Value.NotAfter;
        var issuer = OcspIssuer.Of(ParsedCertificate.Parse(snapshot.Value.Certificate.AsMemory()));
        return warm[authority] = new WarmResponder(issuer, ParsedCertificate.Parse(responder.Value.Certificate.AsMemory()), key, until);
    }
}
