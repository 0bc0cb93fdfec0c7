using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>An authority's configuration at one version; what signers, responders and frontends work from.</summary>
/// <param name="Certificate">DER.</param>
/// <param name="Chain">The issuers of <paramref name="Certificate"/>, nearest first, root last; empty for a root. DER.</param>
/// <param name="KeyId">Names the encrypted private key; null when the key is not here (imported issuer, offline elsewhere).</param>
/// <param name="KeyAlgorithm">Such as <c>ecdsa-p256</c>.</param>
/// <param name="Issuer">The authority that issued this one; null for a root or one whose issuer is not here.</param>
/// <param name="Version">Grows by one with each change.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.authority-snapshot")]
public sealed record AuthoritySnapshot(
    [property: Id(0)] AuthorityId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] AuthorityStatus Status,
    [property: Id(3)] ImmutableArray<byte> Certificate,
    [property: Id(4)] ImmutableArray<ImmutableArray<byte>> Chain,
    [property: Id(5)] string? KeyId,
    [property: Id(6)] string KeyAlgorithm,
    [property: Id(7)] AuthorityId? Issuer,
    [property: Id(8)] DateTimeOffset NotBefore,
    [property: Id(9)] DateTimeOffset NotAfter,
    [property: Id(10)] CrlPolicy Crl,
    [property: Id(11)] long Version)
{
    /// <summary>Null: nothing of its own, as authorities were before there were such settings.</summary>
    [Id(12)]
    public OcspPolicy? Ocsp { get; init; }

    /// <summary>Null: as it was before there were such settings, which is as <see cref="IssuancePolicy.Default"/>.</summary>
    [Id(13)]
    public IssuancePolicy? Issuance { get; init; }

    /// <summary>Certificates that the key had before <see cref="Certificate"/>, DER, of an authority that came with several; null for none.</summary>
    [Id(14)]
    public ImmutableArray<ImmutableArray<byte>>? Earlier { get; init; }

    /// <summary>Null: certificates point to this installation.</summary>
    [Id(20)]
    public AuthorityUrls? Urls { get; init; }
}

/// <summary>The life of an authority.</summary>
// Stored and sent: numbers are forever.
public enum AuthorityStatus
{
    Pending = 0,
    Online = 1,
    Offline = 2,
    Retired = 3,
}
