using System.Net;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Jose;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>The one place where a refusal becomes an ACME problem (RFC 8555 §6.7).</summary>
internal static class AcmeProblems
{
    private const string Prefix = "urn:ietf:params:acme:error:";

    public static AcmeReply ToReply(this Refusal refusal)
    {
        var (_, status) = Map(refusal.Code);
        return AcmeReply.Problem(refusal.ToProblem() with { Status = status }) with { RetryAfter = refusal.RetryAfter };
    }

    public static ProblemJson ToProblem(this Refusal refusal)
    {
        var (type, _) = Map(refusal.Code);
        var hidden = type == "serverInternal"
            && refusal.Code is not (RefusalCode.Unavailable or RefusalCode.AuthorityUnavailable or RefusalCode.AuthorityNotOnline
                or RefusalCode.ApprovalPending or RefusalCode.IssuanceVoided);
        return new ProblemJson(
            Prefix + type,
            hidden ? "The request could not be completed." : refusal.Detail,
            Subproblems: refusal.Parts.IsDefaultOrEmpty ? null : [.. refusal.Parts.Select(ToSubproblem)],
            Algorithms: refusal.Code == RefusalCode.BadSignatureAlgorithm ? [.. JwsAlgorithm.All.Select(static algorithm => algorithm.Name)] : null);
    }

    public static AcmeReply ToReply(this JoseFault fault) => new Refusal(
        fault.Kind switch
        {
            JoseFaultKind.Algorithm => RefusalCode.BadSignatureAlgorithm,
            JoseFaultKind.PublicKey => RefusalCode.BadPublicKey,
            _ => RefusalCode.Malformed,
        },
        fault.Detail).ToReply();

    public static AcmeReply Malformed(string detail, int status = StatusCodes.Status400BadRequest) =>
        AcmeReply.Problem(new ProblemJson(Prefix + "malformed", detail, status));

    internal static (string Type, int Status) Map(RefusalCode code) => code switch
    {
        RefusalCode.Malformed => ("malformed", StatusCodes.Status400BadRequest),
        RefusalCode.NotFound => ("malformed", StatusCodes.Status404NotFound),
        RefusalCode.Unauthenticated or RefusalCode.InvalidCredentials or RefusalCode.SecondFactorRequired
            => ("unauthorized", StatusCodes.Status401Unauthorized),
        RefusalCode.Forbidden or RefusalCode.ProofRequired => ("unauthorized", StatusCodes.Status403Forbidden),
        RefusalCode.Conflict or RefusalCode.IdempotencyMismatch or RefusalCode.StaleVersion => ("malformed", StatusCodes.Status409Conflict),
        RefusalCode.RateLimited or RefusalCode.LockedOut => ("rateLimited", StatusCodes.Status429TooManyRequests),
        // ACME clients know no 409 of this kind, and come back after a 503.
        RefusalCode.Unavailable or RefusalCode.AuthorityUnavailable or RefusalCode.AuthorityNotOnline
            => ("serverInternal", StatusCodes.Status503ServiceUnavailable),
        RefusalCode.IssuanceVoided => ("serverInternal", StatusCodes.Status500InternalServerError),
        RefusalCode.ApprovalPending => ("serverInternal", StatusCodes.Status503ServiceUnavailable),
        RefusalCode.BadCsr => ("badCSR", StatusCodes.Status400BadRequest),
        RefusalCode.BadPublicKey => ("badPublicKey", StatusCodes.Status400BadRequest),
        RefusalCode.RejectedIdentifier => ("rejectedIdentifier", StatusCodes.Status400BadRequest),
        RefusalCode.PolicyViolation => ("rejectedIdentifier", StatusCodes.Status403Forbidden),
        RefusalCode.UnsupportedIdentifier => ("unsupportedIdentifier", StatusCodes.Status400BadRequest),
        RefusalCode.UnknownProfile => ("invalidProfile", StatusCodes.Status400BadRequest),
        RefusalCode.Caa => ("caa", StatusCodes.Status403Forbidden),
        RefusalCode.AlreadyRevoked => ("alreadyRevoked", StatusCodes.Status400BadRequest),
        RefusalCode.BadRevocationReason => ("badRevocationReason", StatusCodes.Status400BadRequest),
        RefusalCode.AccountDoesNotExist => ("accountDoesNotExist", StatusCodes.Status400BadRequest),
        RefusalCode.BadNonce => ("badNonce", StatusCodes.Status400BadRequest),
        RefusalCode.BadSignatureAlgorithm => ("badSignatureAlgorithm", StatusCodes.Status400BadRequest),
        RefusalCode.ExternalAccountRequired => ("externalAccountRequired", StatusCodes.Status403Forbidden),
        RefusalCode.InvalidContact => ("invalidContact", StatusCodes.Status400BadRequest),
        RefusalCode.UnsupportedContact => ("unsupportedContact", StatusCodes.Status400BadRequest),
        RefusalCode.OrderNotReady => ("orderNotReady", StatusCodes.Status403Forbidden),
        RefusalCode.UserActionRequired => ("userActionRequired", StatusCodes.Status403Forbidden),
        RefusalCode.Connection => ("connection", StatusCodes.Status400BadRequest),
        RefusalCode.Dns => ("dns", StatusCodes.Status400BadRequest),
        RefusalCode.IncorrectResponse => ("incorrectResponse", StatusCodes.Status403Forbidden),
        RefusalCode.AlreadyReplaced => ("alreadyReplaced", StatusCodes.Status409Conflict),
        RefusalCode.Tls => ("tls", StatusCodes.Status400BadRequest),
        _ => ("serverInternal", StatusCodes.Status500InternalServerError),
    };

    private static ProblemJson ToSubproblem(NamedRefusal part) => new(
        Prefix + Map(part.Code).Type,
        part.Detail,
        Identifier: new IdentifierJson(IPAddress.TryParse(part.Name, out _) ? "ip" : "dns", part.Name));
}
