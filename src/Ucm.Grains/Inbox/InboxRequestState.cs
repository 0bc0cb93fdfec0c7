using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Inbox;

namespace Ucm.Grains.Inbox;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias(Name)]
internal sealed record InboxRequestState
{
    public const string Name = "ucm.state.inbox-request";

    /// <summary>0: there is no such request.</summary>
    [Id(0)]
    public InboxStatus Status { get; init; }

    [Id(1)]
    public AuthorityId Authority { get; init; }

    [Id(2)]
    public string Profile { get; init; } = string.Empty;

    [Id(3)]
    public ImmutableArray<byte> Csr { get; init; } = [];

    [Id(4)]
    public RequestedContent? Content { get; init; }

    [Id(5)]
    public CallerKind RequesterKind { get; init; }

    /// <summary>The certificate belongs to this caller, whoever approves it.</summary>
    [Id(6)]
    public string RequesterName { get; init; } = string.Empty;

    [Id(7)]
    public string Subject { get; init; } = string.Empty;

    [Id(8)]
    public ImmutableArray<SubjectName> Names { get; init; } = [];

    [Id(9)]
    public string? Owner { get; init; }

    [Id(10)]
    public string? Note { get; init; }

    [Id(11)]
    public DateTimeOffset SubmittedAt { get; init; }

    [Id(12)]
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Of the command that made it, so that the same command again makes no second request.</summary>
    [Id(13)]
    public ImmutableArray<byte> Hash { get; init; } = [];

    [Id(14)]
    public DateTimeOffset? DecidedAt { get; init; }

    [Id(15)]
    public string? DecidedBy { get; init; }

    [Id(16)]
    public string? Reason { get; init; }

    [Id(17)]
    public string? Certificate { get; init; }

    public bool Exists => Status != 0;

    public Caller Requester => new(RequesterKind, RequesterName, []);

    public InboxStatus StatusAt(DateTimeOffset now) => Status == InboxStatus.Pending && ExpiresAt <= now ? InboxStatus.Expired : Status;
}
