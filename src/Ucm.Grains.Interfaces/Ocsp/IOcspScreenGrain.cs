using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Ocsp;

/// <summary>
/// Keeps invented serials away from the status grains: what looks never issued is looked up without waking anybody. Key: the authority's slug. A stateless worker.
/// </summary>
[Alias("ucm.ocsp-screen-grain")]
public interface IOcspScreenGrain : IGrainWithStringKey
{
    /// <summary>
    /// The answer for a serial that the database has never heard of; no answer when it has, and the status grain is to be asked. Refusals: Malformed (the CertID names
    /// another issuer), Unavailable, AuthorityUnavailable. Interleaves: stateless.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Screen")]
    Task<Outcome<OcspScreening>> Screen(ImmutableArray<byte> certId, CancellationToken cancellationToken);

    /// <summary>The key that this authority's serials are tagged with. It tells what looks issued and proves nothing. Refusals: none.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("TagKey")]
    Task<Outcome<SerialTagKey>> TagKey(CancellationToken cancellationToken);
}

/// <summary>Null when the serial was issued.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.ocsp-screening")]
public sealed record OcspScreening([property: Id(0)] OcspAnswer? NeverIssued);

/// <summary>A secret of little worth: its text form does not show it all the same.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.serial-tag-key")]
public sealed record SerialTagKey([property: Id(0)] ImmutableArray<byte> Octets)
{
    public override string ToString() => nameof(SerialTagKey);
}
