using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Ocsp;

namespace Ucm.Grains.Ocsp;

/// <summary>The responder in use, and the key of its successor while that is being issued.</summary>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.ocsp-responder")]
internal sealed record OcspResponderState
{
    [Id(0)]
    public OcspResponder? Current { get; init; }

    [Id(1)]
    public string? PendingKeyId { get; init; }

    /// <summary>The request for its certificate, DER: ECDSA signs differently each time, and another request under the same id would be refused for ever.</summary>
    [Id(2)]
    public ImmutableArray<byte>? PendingRequest { get; init; }
}
