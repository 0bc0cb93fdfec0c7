using System.Collections.Immutable;
using Orleans.Concurrency;

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
