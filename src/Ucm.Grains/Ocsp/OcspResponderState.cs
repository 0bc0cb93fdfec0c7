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
}
