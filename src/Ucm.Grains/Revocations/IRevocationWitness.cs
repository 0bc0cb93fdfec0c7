using System.Collections.Immutable;
using Orleans.Services;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Grains.Revocations;

/// <summary>On every silo, reached by its address and without the grain directory: reads the log for a feed that cannot, and says which receipts this silo has given.</summary>
[Alias("ucm.revocation-witness")]
internal interface IRevocationWitness : IGrainService
{
    [Alias("Testify")]
    Task<RevocationTestimony> Testify(long after, CancellationToken cancellationToken);
}

/// <summary>What one silo knows of the log after a sequence.</summary>
/// <param name="Page">Null when this silo cannot read.</param>
/// <param name="Acknowledged">The highest sequence that this silo gave a receipt for.</param>
/// <param name="Membership">The version of the membership as this silo knows it.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.revocation-testimony")]
internal sealed record RevocationTestimony(
    [property: Id(0)] SiloAddress Silo,
    [property: Id(1)] RevocationPage? Page,
    [property: Id(2)] long Acknowledged,
    [property: Id(3)] long Membership)
{
    /// <summary>What the receipts after the sequence are about, when this silo cannot read.</summary>
    [Id(4)]
    public ImmutableArray<RevocationNotice> Receipts { get; init; } = [];
}
