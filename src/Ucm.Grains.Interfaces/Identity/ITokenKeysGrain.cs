using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>The public keys that verify access tokens. Key: always 0. A stateless worker.</summary>
[Alias("ucm.token-keys-grain")]
public interface ITokenKeysGrain : IGrainWithIntegerKey
{
    /// <summary>Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Get")]
    Task<TokenKeys> Get(CancellationToken cancellationToken);

    /// <summary>The keys and since when each is used; the newest first. Refusals: Forbidden.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<Outcome<TokenKeyRing>> List(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a new key, which signs within seconds. The others verify until what they signed has expired, or not at all any more. Refusals: Forbidden,
    /// Conflict (a key was made a moment ago).
    /// </summary>
    [OpenToFrontends]
    [Alias("Rotate")]
    Task<Outcome<TokenKeyRing>> Rotate(RotateTokenKeysCommand command, CancellationToken cancellationToken);
}

/// <summary>Make a new key for access tokens.</summary>
/// <param name="Revoke">The others verify nothing any more: every access token is void, and clients refresh theirs.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.rotate-token-keys-command")]
public sealed record RotateTokenKeysCommand([property: Id(0)] bool Revoke, [property: Id(1)] Caller Caller);

/// <summary>The keys of access tokens, the newest first.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.token-key-ring")]
public sealed record TokenKeyRing([property: Id(0)] ImmutableArray<TokenKeyLife> Keys);

/// <summary>One key and when it is used.</summary>
/// <param name="Number">Which one it is, from 1.</param>
/// <param name="SignsFrom">From when on tokens are signed with it, until a newer one signs.</param>
/// <param name="VerifiesUntil">When its last token expires; null while it may still sign.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.token-key-life")]
public sealed record TokenKeyLife(
    [property: Id(0)] int Number,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] DateTimeOffset SignsFrom,
    [property: Id(3)] DateTimeOffset? VerifiesUntil)
{
    /// <summary>The <c>kid</c> of its tokens; empty where it is not known.</summary>
    [Id(4)]
    public string Id { get; init; } = "";
}

/// <summary>What an access token (RFC 9068) is verified with: ES256 only, this issuer, this audience, one of these keys.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.token-keys")]
public sealed record TokenKeys(
    [property: Id(0)] string Issuer,
    [property: Id(1)] string Audience,
    [property: Id(2)] ImmutableArray<TokenKey> Keys);

/// <summary>One P-256 key.</summary>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.token-key")]
public sealed record TokenKey([property: Id(0)] string Id, [property: Id(1)] ImmutableArray<byte> PublicKey);
