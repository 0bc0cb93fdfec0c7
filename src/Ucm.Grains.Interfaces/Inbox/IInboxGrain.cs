using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Inbox;

/// <summary>Lists requests by SQL with keyset paging; never wakes another grain. Key: always 0. A stateless worker.</summary>
[Alias("ucm.inbox-grain")]
public interface IInboxGrain : IGrainWithIntegerKey
{
    /// <summary>The caller's own requests, and those that the caller may issue. Refusals: Forbidden, Malformed. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<Outcome<InboxPage>> List(InboxQuery query, CancellationToken cancellationToken);
}
