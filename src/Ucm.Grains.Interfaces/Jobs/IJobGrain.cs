using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Jobs;

/// <summary>One job: makes it, works on it batch by batch, remembers how far it is. Key: <c>job:{id}</c>, the id 32 hexadecimal digits.</summary>
[Alias("ucm.job-grain")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Refusals: Forbidden, Malformed, RateLimited (too many of the caller's are unfinished), IdempotencyMismatch.</summary>
    [OpenToFrontends]
    [Alias("Create")]
    Task<Outcome<Job>> Create(CreateJobCommand command, CancellationToken cancellationToken);

    /// <summary>For who made it, and administrators. Refusals: NotFound.</summary>
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<Job>> Get(Caller caller, CancellationToken cancellationToken);

    /// <summary>Takes effect after the batch that is under way. Refusals: NotFound, Conflict (it has ended).</summary>
    [OpenToFrontends]
    [Alias("SetStatus")]
    Task<Outcome<Job>> SetStatus(SetJobStatusCommand command, CancellationToken cancellationToken);

    /// <summary>A part of the result, counted from 0. Refusals: NotFound, also for a result that is not kept any more.</summary>
    [OpenToFrontends]
    [Alias("ReadResult")]
    Task<Outcome<JobResultPart>> ReadResult(int part, Caller caller, CancellationToken cancellationToken);

    /// <summary>Goes on with an unfinished job, wherever it was cut off.</summary>
    [Alias("Wake")]
    Task Wake(CancellationToken cancellationToken);
}
