using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>Record what an imported authority issued before it came.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.import-certificates-command")]
public sealed record ImportCertificatesCommand([property: Id(0)] ImmutableArray<ImportedCertificate> Certificates, [property: Id(1)] Caller Caller)
{
    /// <summary>At most so many at a time; at least one.</summary>
    public const int MaxCertificates = 250;

    /// <summary>Each for itself: what is refused does not hold up the others. Else all are checked before any is recorded.</summary>
    [Id(2)]
    public bool Partial { get; init; }
}

/// <summary>A certificate from elsewhere.</summary>
/// <param name="Der">DER.</param>
/// <param name="Revocation">Null when it was not revoked.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.imported-certificate")]
public sealed record ImportedCertificate([property: Id(0)] ImmutableArray<byte> Der, [property: Id(1)] ImportedRevocation? Revocation);

/// <summary>How it was revoked elsewhere.</summary>
/// <param name="RevokedAt">Not in the future.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.imported-revocation")]
public sealed record ImportedRevocation([property: Id(0)] RevocationReason Reason, [property: Id(1)] DateTimeOffset RevokedAt);

/// <summary>What is known of them now, in the order of the command.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.recorded-certificates")]
public sealed record RecordedCertificates([property: Id(0)] ImmutableArray<RecordedCertificate> Certificates)
{
    /// <summary>What became of each, for a command that is <see cref="ImportCertificatesCommand.Partial"/>; else empty or default.</summary>
    [Id(1)]
    public ImmutableArray<Outcome<RecordedCertificate>> Items { get; init; } = [];
}

/// <summary>One of them.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.recorded-certificate")]
public sealed record RecordedCertificate([property: Id(0)] CertificateKey Key, [property: Id(1)] CertificateStatus Status, [property: Id(2)] DateTimeOffset NotAfter);
