using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>Makes one attempt to validate a challenge; the order decides how often. Key: always 0. A stateless worker.</summary>
[Alias("ucm.challenge-validator-grain")]
public interface IChallengeValidatorGrain : IGrainWithIntegerKey
{
    /// <summary>Never takes longer than its own limit of 10 s. Interleaves: it holds no state and mostly waits for strangers.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("00:00:20")]
    [Alias("Attempt")]
    Task<ValidationAttempt> Attempt(ValidationRequest request, CancellationToken cancellationToken);
}

/// <summary>What is to be proved.</summary>
/// <param name="KeyAuthorization"><c>token.thumbprint</c> (RFC 8555 §8.1).</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.validation-request")]
public sealed record ValidationRequest(
    [property: Id(0)] SubjectName Identifier,
    [property: Id(1)] string Type,
    [property: Id(2)] string Token,
    [property: Id(3)] string KeyAuthorization);
