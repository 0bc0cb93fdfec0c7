using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>
/// Issue a certificate with the names and the profile of an existing one, which stays as it is. The same <see cref="Request"/> with the same content always ends in the
/// same certificate (law 2).
/// </summary>
/// <param name="Csr">PKCS#10 DER of the new key, at most 64 KiB. Names that it has must be those of the certificate.</param>
/// <param name="Authority">The issuer; null for the one that issued the certificate.</param>
/// <param name="GeneratedKey">As in <see cref="IssueCommand.GeneratedKey"/>.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.renew-command")]
public sealed record RenewCommand(
    [property: Id(0)] RequestId Request,
    [property: Id(1)] ImmutableArray<byte> Csr,
    [property: Id(2)] AuthorityId? Authority,
    [property: Id(3)] string? GeneratedKey,
    [property: Id(4)] Caller Caller)
{
    /// <summary>Rest or Console; Unspecified for REST.</summary>
    [Id(5)]
    public WayIn Way { get; init; }
}
