using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Pki.Keys;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;

namespace Ucm.Grains.Ocsp;

/// <summary>The warm responders of this silo. Only grains reach it: a frontend can ask for an answer but never say what it is to be.</summary>
internal sealed class OcspResponders(IGrainFactory grains, KeyVault vault, AuthoritySnapshots snapshots, IOptions<OcspOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<OcspResponderKey, WarmResponder> warm = new();
    private readonly KeyAlgorithm[] keys = options.Value.Keys();

    public ValueTask<Outcome<WarmResponder>> Get(AuthorityId authority, CancellationToken cancellationToken) => Get(authority, default, cancellationToken);

    /// <param name="preferred">The signatures the client wants (RFC 6960 §4.4.7); empty when it does not care.</param>
    public ValueTask<Outcome<WarmResponder>> Get(AuthorityId authority, ReadOnlySpan<byte> preferred, CancellationToken cancellationToken)
    {
        var key = new OcspResponderKey(authority, OcspPreferredAlgorithms.Choose(preferred, keys).ToName());
        return warm.TryGetValue(key, out var responder) && responder.IsCurrent(clock.GetUtcNow(), snapshots.VersionSeen(authority))
            ? ValueTask.FromResult<Outcome<WarmResponder>>(responder)
            : new(Warm(key, cancellationToken));
    }

    /// <summary>Of the authority itself, so that the answer to a change shows it.</summary>
    public async Task<Outcome<OcspPolicy>> GetPolicyInForce(AuthorityId authority, CancellationToken cancellationToken)
    {
        var snapshot = await grains.Authority(authority).Get(cancellationToken);
        if (!snapshot.Succeeded)
        {
            return snapshot.Refusal;
        }

        var terms = OcspTerms.Of(snapshot.Value.Ocsp, options.Value);
        return new OcspPolicy(terms.ExtendedRevoke, terms.ArchiveCutoff);
    }

    private async Task<Outcome<WarmResponder>> Warm(OcspResponderKey responderKey, CancellationToken cancellationToken)
    {
        var authority = responderKey.Authority;
        var now = clock.GetUtcNow();
        var snapshot = await grains.Authority(authority).Get(cancellationToken);
        if (!snapshot.Succeeded)
        {
            return snapshot.Refusal;
        }

        var responder = await grains.OcspResponder(authority, responderKey.KeyAlgorithm).Get(cancellationToken);
        if (!responder.Succeeded)
        {
            return responder.Refusal;
        }

        var purpose = responder.Value.KeyId == snapshot.Value.KeyId ? AuthorityKeys.Purpose : OcspResponderGrain.KeyPurpose;
        var key = await vault.Load(responder.Value.KeyId, purpose, cancellationToken);
        if (key is null)
        {
            return Refusals.NotConfirmed();
        }

        var until = now + LookAgainAfter < responder.Value.NotAfter ? now + LookAgainAfter : responder.Value.NotAfter;
        var issuer = OcspIssuer.Of(ParsedCertificate.Parse(snapshot.Value.Certificate.AsMemory()));
        var view = new ResponderView(OcspTerms.Of(snapshot.Value.Ocsp, options.Value), snapshot.Value.Version, until);
        return warm[responderKey] = new WarmResponder(issuer, ParsedCertificate.Parse(responder.Value.Certificate.AsMemory()), key, view);
    }
}
