using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>What an authority's OCSP answers say. Null: as the settings of the installation (<c>Ucm:Ocsp</c>) have it.</summary>
/// <param name="ExtendedRevoke">A serial never issued is answered as revoked instead of unknown (RFC 6960 §2.2).</param>
/// <param name="ArchiveCutoff">How far back answers say they reach (RFC 6960 §4.4.4); zero leaves it out.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-policy")]
public sealed record OcspPolicy([property: Id(0)] bool? ExtendedRevoke, [property: Id(1)] TimeSpan? ArchiveCutoff);

/// <summary>Change what an authority's OCSP answers say.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.set-ocsp-policy-command")]
public sealed record SetOcspPolicyCommand([property: Id(0)] OcspPolicy Policy, [property: Id(1)] Caller Caller);
