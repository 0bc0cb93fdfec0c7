using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>Every refusal as an OCSPResponseStatus (RFC 6960 §4.2.1).</summary>
internal static class OcspProblems
{
    public static OcspResponseStatus ToStatus(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.Malformed => OcspResponseStatus.MalformedRequest,
        RefusalCode.NotFound or RefusalCode.Forbidden or RefusalCode.Unauthenticated => OcspResponseStatus.Unauthorized,
        RefusalCode.Unavailable or RefusalCode.AuthorityUnavailable or RefusalCode.AuthorityNotOnline or RefusalCode.RateLimited or RefusalCode.Conflict
            => OcspResponseStatus.TryLater,
        _ => OcspResponseStatus.InternalError,
    };
}
