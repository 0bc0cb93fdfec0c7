using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Inbox;

/// <summary>
/// One request for a certificate that somebody else decides on. Key: <c>inbox:{id}</c>, the id 32 hexadecimal digits. Requests that the caller may
/// not see are NotFound.
/// </summary>
[Alias("ucm.inbox-request-grain")]
public interface IInboxRequestGrain : IGrainWithStringKey
{
    /// <summary>
    /// Keeps the request until somebody decides. Refusals: Forbidden; Malformed, with a part for each faulty field; RateLimited (too many wait);
    /// IdempotencyMismatch; those of an issuance that the request itself causes.
    /// </summary>
    [OpenToFrontends]
    [Alias("Submit")]
    Task<Outcome<InboxRequest>> Submit(SubmitInboxRequestCommand command, CancellationToken cancellationToken);

    /// <summary>With what the profile would make of it now. For the requester and for those who may issue it. Refusals: NotFound.</summary>
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<InboxRequestDetails>> Get(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Issues the certificate, once however often it is asked. When the authority is away the request stays approved, and approving again carries on.
    /// Refusals: NotFound, Forbidden, Conflict (decided otherwise), those of an issuance.
    /// </summary>
    [OpenToFrontends]
    [Alias("Approve")]
    Task<Outcome<InboxRequest>> Approve(Caller caller, CancellationToken cancellationToken);

    /// <summary>Refusals: NotFound, Forbidden, Malformed, Conflict (decided already).</summary>
    [OpenToFrontends]
    [Alias("Reject")]
    Task<Outcome<InboxRequest>> Reject(RejectInboxRequestCommand command, CancellationToken cancellationToken);

    /// <summary>By the requester. Refusals: NotFound, Forbidden, Conflict (decided already).</summary>
    [OpenToFrontends]
    [Alias("Cancel")]
    Task<Outcome<InboxRequest>> Cancel(Caller caller, CancellationToken cancellationToken);
}
