using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Ocsp;

namespace Ucm.Grains.Ocsp;

/// <summary>Makes signed answers out of what is known.</summary>
internal static class OcspAnswers
{
    /// <summary>What RFC 6960 §2.2 prescribes: on hold since 1970, so that nobody takes it for a revocation that happened.</summary>
    private static readonly OcspRevocation NeverIssued = new(DateTimeOffset.UnixEpoch, (int)RevocationReason.CertificateHold);

    public static readonly Outcome<OcspStatusAnswer> Unknown = new OcspStatusAnswer(OcspCertificateState.Unknown, null);

    /// <summary>A serial that is unknown now may be issued in a second.</summary>
    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromMinutes(1);

    public static OcspAnswer Sign(
        WarmResponder responder,
        IReadOnlyList<(ImmutableArray<byte> CertId, OcspStatusAnswer Status)> about,
        ReadOnlyMemory<byte> nonce,
        DateTimeOffset now)
    {
        var terms = responder.Terms;
        var known = about.All(static one => one.Status.State != OcspCertificateState.Unknown);
        var lifetime = known ? terms.Lifetime : UnknownLifetime;

        // An answer must not outlive the certificate that its signature is checked with.
        var nextUpdate = now + lifetime < responder.NotAfter ? now + lifetime : responder.NotAfter;
        DateTimeOffset? cutoff = terms.ArchiveCutoff > TimeSpan.Zero ? now - terms.ArchiveCutoff : null;
        var responses = new OcspSingleResponse[about.Count];
        var extended = false;
        var newest = DateTimeOffset.MinValue;
        for (var i = 0; i < responses.Length; i++)
        {
            var (certId, status) = about[i];
            var thisUpdate = ThisUpdate(status, now, terms.Backdate);
            newest = thisUpdate > newest ? thisUpdate : newest;
            var pretend = terms.ExtendedRevoke && status.State == OcspCertificateState.Unknown && responder.Speaks(certId.AsSpan());
            responses[i] = pretend
                ? new OcspSingleResponse(certId.AsMemory(), OcspStatus.Revoked, NeverIssued, thisUpdate, nextUpdate)
                : new OcspSingleResponse(certId.AsMemory(), (OcspStatus)status.State, Revocation(status), thisUpdate, nextUpdate, cutoff);
            extended |= pretend;
        }

        var der = responder.Sign(responses, nonce, now, extended);
        return new OcspAnswer(ImmutableCollectionsMarshal.AsImmutableArray(der), newest, nextUpdate, now + ((nextUpdate - now) / 2), known) { ProducedAt = now };
    }

    /// <summary>Since when the status is known to be right (RFC 6960 §2.4), but no longer ago than clocks differ.</summary>
    private static DateTimeOffset ThisUpdate(OcspStatusAnswer status, DateTimeOffset now, TimeSpan backdate)
    {
        var changed = status.State switch
        {
            OcspCertificateState.Revoked => status.Revocation?.RevokedAt,
            OcspCertificateState.Good => status.ReleasedAt,
            _ => null,
        };
        return changed > now - backdate ? changed.Value : now - backdate;
    }

    private static OcspRevocation? Revocation(OcspStatusAnswer status) =>
        status is { State: OcspCertificateState.Revoked, Revocation: { } detail } ? new OcspRevocation(detail.RevokedAt, (int)detail.Reason) : null;
}
