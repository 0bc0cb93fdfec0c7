using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>Makes one attempt to validate a challenge; the order decides how often. Key: always 0. A stateless worker.</summary>
[Alias("ucm.challenge-validator-grain")]
public interface IChallengeValidatorGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// The challenge, and after it the CAA records of the name when the policy wants them. Never takes longer than its own limits, 10 s for each of
    /// the two. Interleaves: it holds no state and mostly waits for strangers.
    /// </summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:30")]
    [Alias("Attempt")]
    Task<ValidationAttempt> Attempt(ValidationRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Only the CAA records, for names that were proved a while ago or without a challenge. One finding for each question, in order; all within 10 s.
    /// Interleaves for the same reason.
    /// </summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:30")]
    [Alias("CheckCaa")]
    Task<ImmutableArray<CaaFinding>> CheckCaa(ImmutableArray<CaaQuestion> questions, ValidationPolicy policy, CancellationToken cancellationToken);
}

/// <summary>What is to be proved.</summary>
/// <param name="KeyAuthorization"><c>token.thumbprint</c> (RFC 8555 §8.1).</param>
/// <param name="Policy">The rules of the ACME server; null is as it was before there were any: no CAA, a resolver is asked, addresses are shown.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.validation-request")]
public sealed record ValidationRequest(
    [property: Id(0)] SubjectName Identifier,
    [property: Id(1)] string Type,
    [property: Id(2)] string Token,
    [property: Id(3)] string KeyAuthorization,
    [property: Id(4)] ValidationPolicy? Policy = null);
