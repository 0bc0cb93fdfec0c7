using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Grains.Acme;

/// <summary>What the attempts of a validation make of an authorization (RFC 8555 §7.1.6): one challenge decides it.</summary>
internal static class AcmeAuthorizationDecision
{
    public static AcmeAuthorization Decide(this AcmeAuthorization authorization, AcmeChallenge challenge, ImmutableArray<ValidationAttempt> attempts)
    {
        var last = attempts[^1];
        var decided = challenge with
        {
            Status = last.Error is null ? AcmeChallengeStatus.Valid : AcmeChallengeStatus.Invalid,
            ValidatedAt = last.Error is null ? last.At : null,
            Error = last.Error,
            Attempts = attempts,
        };
        return authorization with
        {
            Status = last.Error is null ? AcmeAuthorizationStatus.Valid : AcmeAuthorizationStatus.Invalid,
            Challenges = authorization.Challenges.Replace(challenge, decided),
            CaaCheckedAt = last.Caa is { Refusal: null } caa ? caa.At : null,
        };
    }
}
