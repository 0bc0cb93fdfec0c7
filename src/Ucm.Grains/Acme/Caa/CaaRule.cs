using System.Collections.Immutable;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme.Caa;

/// <summary>
/// CAA records count for at most eight hours (RFC 8659 §2.2 leaves the time to the authority): those of names that were proved longer ago, or without
/// a challenge, are asked for again when the order is finalized.
/// </summary>
internal sealed class CaaRule(IGrainFactory grains, ValidationPolicies policies, TimeProvider clock) : IAcmeOrderRule
{
    public static readonly TimeSpan MaximumAge = TimeSpan.FromHours(8);

    public ValueTask<Refusal?> CheckNew(AcmeOrderRequest request, CancellationToken cancellationToken) => ValueTask.FromResult<Refusal?>(null);

    public async ValueTask<Refusal?> CheckFinal(AcmeOrderState order, AcmeServer server, AcmeAccount account, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - MaximumAge;
        ImmutableArray<CaaQuestion> questions = server.Caa == CaaMode.Off
            ? []
            : [.. order.Authorizations
                .Where(one => one.Identifier.Kind == SubjectNameKind.Dns && (one.CaaCheckedAt is not { } at || at < since))
                .Select(Question)];
        if (questions.IsEmpty)
        {
            return null;
        }

        var findings = await grains.ChallengeValidator().CheckCaa(questions, policies.Of(server, account.Id), cancellationToken);
        ImmutableArray<NamedRefusal> forbidden =
        [
            .. questions.Zip(findings)
                .Where(static pair => pair.Second.Refusal is not null)
                .Select(static pair => new NamedRefusal(pair.First.Name, pair.Second.Refusal!.Code, pair.Second.Refusal.Detail)),
        ];
        return forbidden.IsEmpty || server.Caa != CaaMode.Enforce ? null : AcmeIdentifiers.Refuse(forbidden);
    }

    private static CaaQuestion Question(AcmeAuthorization authorization) =>
        new(authorization.Identifier.Value, authorization.Challenges.FirstOrDefault(static challenge => challenge.Status == AcmeChallengeStatus.Valid)?.Type);
}
