using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>Record what an imported authority had revoked before it came, by serial number: the certificates themselves need not be there.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.import-revocations-command")]
public sealed record ImportRevocationsCommand([property: Id(0)] ImmutableArray<RevokedSerial> Revocations, [property: Id(1)] Caller Caller)
{
    /// <summary>At most so many at a time; at least one.</summary>
    public const int MaxRevocations = 250;
}

/// <summary>A serial number that was revoked elsewhere.</summary>
/// <param name="InvalidityDate">RFC 5280 §5.3.2; null when it is not known.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.revoked-serial")]
public sealed record RevokedSerial(
    [property: Id(0)] SerialNumber Serial, [property: Id(1)] ImportedRevocation Revocation, [property: Id(2)] DateTimeOffset? InvalidityDate);

/// <summary>What became of each, in the order of the command.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.recorded-revocations")]
public sealed record RecordedRevocations([property: Id(0)] ImmutableArray<Outcome<RecordedCertificate>> Items);
