using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Makes attempts for orders; holds nothing.</summary>
[StatelessWorker]
internal sealed class ChallengeValidatorGrain(IEnumerable<IChallengeType> types, TimeProvider clock) : Grain, IChallengeValidatorGrain
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
    }
}
