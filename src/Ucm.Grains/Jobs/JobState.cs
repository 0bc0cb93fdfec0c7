using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Jobs;

namespace Ucm.Grains.Jobs;

// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias(Name)]
internal sealed record JobState
{
    public const string Name = "ucm.state.job";

    /// <summary>0: there is no such job.</summary>
    [Id(0)]
    public JobStatus Status { get; init; }

    [Id(1)]
    public JobKind Kind { get; init; }

    /// <summary>Null when <see cref="JobItemsState"/> says which certificates.</summary>
    [Id(2)]
    public CertificateQuery? Filter { get; init; }

    [Id(3)]
    public RevocationReason Reason { get; init; }

    [Id(4)]
    public CallerKind MakerKind { get; init; }

    [Id(5)]
    public string MakerName { get; init; } = string.Empty;

    /// <summary>What the maker held when he made it: the job never does more, whatever he gets later.</summary>
    [Id(6)]
    public ImmutableArray<Grant> Grants { get; init; } = [];

    /// <summary>Another user of the same name has another number.</summary>
    [Id(7)]
    public long Generation { get; init; }

    [Id(8)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(9)]
    public DateTimeOffset? FinishedAt { get; init; }

    [Id(10)]
    public long? Total { get; init; }

    [Id(11)]
    public long Done { get; init; }

    [Id(12)]
    public long Failed { get; init; }

    /// <summary>Of the page that comes next.</summary>
    [Id(13)]
    public string? Cursor { get; init; }

    /// <summary>How many parts the result has.</summary>
    [Id(14)]
    public int Parts { get; init; }

    [Id(15)]
    public string? Fault { get; init; }

    /// <summary>Of the command that made it, so that the same command again makes no second job.</summary>
    [Id(16)]
    public ImmutableArray<byte> Hash { get; init; } = [];

    public bool Exists => Status != 0;

    public bool HasEnded => Status is JobStatus.Done or JobStatus.Failed or JobStatus.Cancelled;

    public Caller Maker => new(MakerKind, MakerName, []);
}

/// <summary>The certificates of a job that was given their ids. Written once, so that progress does not write them again.</summary>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias(Name)]
internal sealed record JobItemsState([property: Id(0)] ImmutableArray<CertificateKey> Ids)
{
    public const string Name = "ucm.state.job-items";

    public JobItemsState()
        : this([])
    {
    }
}
