using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>An order with its authorizations, as at the time of asking (RFC 8555 §7.1.3).</summary>
/// <param name="Error">Why it is invalid.</param>
/// <param name="RetryAfter">When a change may be expected.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-order")]
public sealed record AcmeOrder(
    [property: Id(0)] string Id,
    [property: Id(1)] string Account,
    [property: Id(2)] string Profile,
    [property: Id(3)] AcmeOrderStatus Status,
    [property: Id(4)] DateTimeOffset ExpiresAt,
    [property: Id(5)] DateTimeOffset? NotBefore,
    [property: Id(6)] DateTimeOffset? NotAfter,
    [property: Id(7)] ImmutableArray<AcmeAuthorization> Authorizations,
    [property: Id(8)] CertificateKey? Certificate,
    [property: Id(9)] Refusal? Error,
    [property: Id(10)] TimeSpan? RetryAfter)
{
    /// <summary>The ACME server that it was made at; null in answers of earlier versions.</summary>
    [Id(11)]
    public string? Server { get; init; }

    /// <summary>The certificate that it is to replace, as the client wrote it (RFC 9773 §5).</summary>
    [Id(12)]
    public string? Replaces { get; init; }

    /// <summary>It is an authorization without an order (RFC 8555 §7.4.1), and no order to its client.</summary>
    [Id(20)]
    public bool IsAuthorization { get; init; }
}

/// <summary>The proof that an account controls one identifier (RFC 8555 §7.1.4).</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-authorization")]
public sealed record AcmeAuthorization(
    [property: Id(0)] SubjectName Identifier,
    [property: Id(1)] AcmeAuthorizationStatus Status,
    [property: Id(2)] DateTimeOffset ExpiresAt,
    [property: Id(3)] ImmutableArray<AcmeChallenge> Challenges)
{
    /// <summary>When CAA records were last found to allow the identifier (RFC 8659); null when they were not asked for.</summary>
    [Id(4)]
    public DateTimeOffset? CaaCheckedAt { get; init; }

    /// <summary>
    /// Why it is valid without a challenge of its own: <c>external-account:{kid}</c> or <c>order:{order}/{index}</c> of the one that is used again;
    /// null for others.
    /// </summary>
    [Id(5)]
    public string? Source { get; init; }
}

/// <summary>One way of proving it (RFC 8555 §8).</summary>
/// <param name="Type">Such as <c>http-01</c>.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-challenge")]
public sealed record AcmeChallenge(
    [property: Id(0)] string Type,
    [property: Id(1)] string Token,
    [property: Id(2)] AcmeChallengeStatus Status,
    [property: Id(3)] DateTimeOffset? ValidatedAt,
    [property: Id(4)] Refusal? Error,
    [property: Id(5)] ImmutableArray<ValidationAttempt> Attempts);

/// <summary>One attempt of the validator: what it asked, whom, and what was wrong.</summary>
/// <param name="Caa">What the CAA records said; null when they were not asked for. In the mode <c>warn</c> a refusal here is no <paramref
/// name="Error"/>.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.validation-attempt")]
public sealed record ValidationAttempt(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] ImmutableArray<ValidationHop> Hops,
    [property: Id(2)] Refusal? Error,
    [property: Id(3)] CaaFinding? Caa = null);

/// <summary>One request of an attempt: a redirect makes another.</summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.validation-hop")]
public sealed record ValidationHop(
    [property: Id(0)] string Url,
    [property: Id(1)] ImmutableArray<string> Resolved,
    [property: Id(2)] string? Used);

/// <summary>RFC 8555 §7.1.6.</summary>
// Stored and sent: numbers are forever.
public enum AcmeOrderStatus
{
    Pending = 0,
    Ready = 1,
    Processing = 2,
    Valid = 3,
    Invalid = 4,
}

/// <summary>RFC 8555 §7.1.6.</summary>
// Stored and sent: numbers are forever.
public enum AcmeAuthorizationStatus
{
    Pending = 0,
    Valid = 1,
    Invalid = 2,
    Deactivated = 3,
    Expired = 4,
    Revoked = 5,
}

/// <summary>RFC 8555 §7.1.6.</summary>
// Stored and sent: numbers are forever.
public enum AcmeChallengeStatus
{
    Pending = 0,
    Processing = 1,
    Valid = 2,
    Invalid = 3,
}
