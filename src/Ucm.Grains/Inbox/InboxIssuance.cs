using System.Collections.Immutable;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Profiles;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Inbox;

/// <summary>
/// The issuance of a request. Its request id is made of the request's own id, so that it is one issuance whoever approves it and however often
/// (law 2). The certificate belongs to the requester; the rights are those of the approver, which the caller of these methods has checked.
/// </summary>
internal sealed class InboxIssuance(IssuanceSteps steps, IssuanceLedger ledger)
{
    /// <summary>An issuance that is refused for one of these was not begun, and is refused again as long as the request is the same.</summary>
    private static readonly RefusalCode[] Final =
    [
        RefusalCode.Malformed, RefusalCode.NotFound, RefusalCode.Forbidden, RefusalCode.BadCsr, RefusalCode.BadPublicKey, RefusalCode.RejectedIdentifier,
        RefusalCode.UnsupportedIdentifier, RefusalCode.PolicyViolation, RefusalCode.UnknownProfile, RefusalCode.Caa, RefusalCode.IdempotencyMismatch,
    ];

    public static bool IsFinal(Refusal refusal) => Final.Contains(refusal.Code);

    public Task<Outcome<CertificatePreview>> Preview(string id, InboxRequestState request, bool mayIssueAuthorities, CancellationToken cancellationToken) =>
        steps.Preview(Command(id, request, mayIssueAuthorities), cancellationToken);

    public Task<Outcome<IssuedCertificate>> Issue(string id, InboxRequestState request, bool mayIssueAuthorities, CancellationToken cancellationToken) =>
        steps.Issue(Command(id, request, mayIssueAuthorities), cancellationToken);

    /// <summary>What the issuance came to, by whoever carried it on; null when it was not begun.</summary>
    public Task<CertificateRow?> Find(string id, InboxRequestState request, CancellationToken cancellationToken) =>
        ledger.Find(Issuance(id, request), cancellationToken);

    /// <summary>Over all that is asked for.</summary>
    public static ImmutableArray<byte> HashOf(InboxRequestState request) => RequestHash.Of(Command("new", request, mayIssueAuthorities: false));

    private static RequestId Issuance(string id, InboxRequestState request) => new($"rest:{request.RequesterName}:inbox-{id}");

    private static IssueCommand Command(string id, InboxRequestState request, bool mayIssueAuthorities)
    {
        var requester = request.Requester with
        {
            Permissions = mayIssueAuthorities ? [Permission.CertificatesIssue, Permission.AuthoritiesManage] : [Permission.CertificatesIssue],
        };
        return new IssueCommand(Issuance(id, request), request.Authority, request.Profile, request.Csr, requester, request.Content) { Way = WayIn.Rest };
    }
}
