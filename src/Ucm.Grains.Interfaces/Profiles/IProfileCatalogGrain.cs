using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Profiles;

/// <summary>The profiles that can be asked for. Key: always 0. A stateless worker.</summary>
[Alias("ucm.profile-catalog-grain")]
public interface IProfileCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>All, in the order they are shown. Refusals: Forbidden. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<Outcome<ProfileCatalog>> List(Caller caller, CancellationToken cancellationToken);

    /// <summary>Refusals: Forbidden, UnknownProfile. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<ProfileSummary>> Get(string name, Caller caller, CancellationToken cancellationToken);
}

/// <summary>All profiles.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.profile-catalog")]
public sealed record ProfileCatalog([property: Id(0)] ImmutableArray<ProfileSummary> Profiles);

/// <summary>What a profile gives, for people and clients that choose one.</summary>
/// <param name="KeyUsage">Names as in RFC 5280 §4.2.1.3, such as <c>digitalSignature</c>; those for all kinds of keys.</param>
/// <param name="ExtendedKeyUsage">OIDs.</param>
/// <param name="AllowedKeys"><c>rsa</c>, <c>ec</c>, <c>ed25519</c>.</param>
/// <param name="IsAuthority">Issuing with it needs the permission to manage authorities.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.profile-summary")]
public sealed record ProfileSummary(
    [property: Id(0)] string Name,
    [property: Id(1)] string Description,
    [property: Id(2)] TimeSpan Validity,
    [property: Id(3)] TimeSpan MaximumValidity,
    [property: Id(4)] TimeSpan Backdate,
    [property: Id(5)] ImmutableArray<string> KeyUsage,
    [property: Id(6)] ImmutableArray<string> ExtendedKeyUsage,
    [property: Id(7)] ImmutableArray<string> AllowedKeys,
    [property: Id(8)] bool IsAuthority);
