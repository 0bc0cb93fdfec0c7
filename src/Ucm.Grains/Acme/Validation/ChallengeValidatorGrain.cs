using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Ucm.Grains.Acme.Caa;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Validation;

/// <summary>Makes attempts for orders: 1 the challenge · 2 the CAA records of a name that was proved. Holds nothing.</summary>
[StatelessWorker]
internal sealed partial class ChallengeValidatorGrain(
    IEnumerable<IChallengeType> types, CaaChecker caa, TimeProvider clock, ILogger<ChallengeValidatorGrain> log) : Grain, IChallengeValidatorGrain
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public async Task<ValidationAttempt> Attempt(ValidationRequest request, CancellationToken cancellationToken)
    {
        var attempt = await Validate(request, cancellationToken);
        if (attempt.Error is null && request.Policy is { Caa: not CaaMode.Off } policy && request.Identifier.Kind == SubjectNameKind.Dns)
        {
            var finding = (await CheckCaa([new CaaQuestion(request.Identifier.Value, request.Type)], policy, cancellationToken))[0];
            attempt = attempt with { Caa = finding, Error = policy.Caa == CaaMode.Enforce ? finding.Refusal : null };
        }

        return request.Policy is { ShowAddresses: false } ? HiddenAddresses.Hide(attempt, request.Identifier.Value) : attempt;
    }

    public async Task<ImmutableArray<CaaFinding>> CheckCaa(ImmutableArray<CaaQuestion> questions, ValidationPolicy policy, CancellationToken cancellationToken)
    {
        var findings = await caa.Check(questions, policy, cancellationToken);
        foreach (var finding in findings.Where(finding => finding.Refusal is not null && policy.Caa == CaaMode.Warn))
        {
            LogCaaWarning(finding.Refusal!.Detail);
        }

        return policy.ShowAddresses ? findings : [.. findings.Select(HiddenAddresses.Hide)];
    }

    private async Task<ValidationAttempt> Validate(ValidationRequest request, CancellationToken cancellationToken)
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
            return new ValidationAttempt(at, trail.Hops, new Refusal(RefusalCode.Connection, TookTooLong(request, trail)));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A fault of ours ends the attempt, not the order's wait for it.
            LogFault(fault, request.Type);
            return new ValidationAttempt(at, trail.Hops, new Refusal(RefusalCode.Unavailable, "The validation could not be made."));
        }
    }

    private static string TookTooLong(ValidationRequest request, ValidationTrail trail) =>
        $"{request.Identifier.Value} took too long to answer: nothing complete within {Limit.TotalSeconds:0} seconds"
        + (trail.Hops.IsEmpty ? "." : $", asked last for {trail.Last}.");

    [LoggerMessage(Level = LogLevel.Error, Message = "An attempt to validate {Type} failed by a fault of this server")]
    private partial void LogFault(Exception fault, string type);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Issued all the same, because the ACME server only warns: {Detail}")]
    private partial void LogCaaWarning(string detail);
}
