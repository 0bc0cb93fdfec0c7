using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Pki.Ocsp;

namespace Ucm.Grains.Ocsp;

/// <summary>Makes signed answers out of what is known.</summary>
internal static class OcspAnswers
{
    /// <summary>A serial that is unknown now may be issued in a second.</summary>
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(1);

    public static OcspAnswer Sign(
        WarmResponder responder,
        IReadOnlyList<(ImmutableArray<byte> CertId, OcspStatusAnswer Status)> about,
        ReadOnlyMemory<byte> nonce,
        OcspOptions options,
        DateTimeOffset now)
    {
        var known = about.All(static one => one.Status.State != OcspCertificateState.Unknown);
        var lifetime = known ? options.Lifetime : UnknownLifetime;

        // An answer must not outlive the certificate that its signature is checked with.
        var nextUpdate = now + lifetime < responder.NotAfter ? now + lifetime : responder.NotAfter;
        DateTimeOffset? cutoff = options.ArchiveCutoff > TimeSpan.Zero ? now - options.ArchiveCutoff : null;
        var responses = about.Select(one => new OcspSingleResponse(
            one.CertId.AsMemory(), (OcspStatus)one.Status.State, Revocation(one.Status), now, nextUpdate, cutoff)).ToArray();
        var der = responder.Sign(responses, nonce, now);
        return new OcspAnswer(ImmutableCollectionsMarshal.AsImmutableArray(der), now, nextUpdate, now + ((nextUpdate - now) / 2), known);
    }

    private static OcspRevocation? Revocation(OcspStatusAnswer status) =>
        status is { State: OcspCertificateState.Revoked, Revocation: { } detail } ? new OcspRevocation(detail.RevokedAt, (int)detail.Reason) : null;
}
