using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Makes attempts for orders; holds nothing.</summary>
[StatelessWorker]
internal sealed partial class ChallengeValidatorGrain(IEnumerable<IChallengeType> types, TimeProvider clock, ILogger<ChallengeValidatorGrain> log) : Grain, IChallengeValidatorGrain
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<ValidationAttempt> Attempt(ValidationRequest request, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        var trail = new ValidationTrail();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await types.Single(type => type.Name == request.Type).Validate(request, trail, limit.Token);
            return new ValidationAttempt(at, trail.Hops, null);
        }
        catch (ValidationException fault)
        {
            return new ValidationAttempt(at, trail.Hops, fault.Refusal);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ValidationAttempt(at, trail.Hops, new Refusal(RefusalCode.Connection, $"{request.Identifier.Value} took too long to answer."));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A fault of ours ends the attempt, not the order's wait for it.
            LogFault(fault, request.Type);
            return new ValidationAttempt(at, trail.Hops, new Refusal(RefusalCode.Unavailable, "The validation could not be made."));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An attempt to validate {Type} failed by a fault of this server")]
    private partial void LogFault(Exception fault, string type);
}
