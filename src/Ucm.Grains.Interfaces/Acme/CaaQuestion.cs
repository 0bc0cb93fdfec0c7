using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>May a certificate be issued for this name?</summary>
/// <param name="Name">A DNS name, or a wildcard such as <c>*.example.com</c>.</param>
/// <param name="Method">The challenge that proved it, such as <c>dns-01</c> (RFC 8657 §4); null when no challenge did.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.caa-question")]
public sealed record CaaQuestion([property: Id(0)] string Name, [property: Id(1)] string? Method);

/// <summary>What the CAA records of a name say.</summary>
/// <param name="Refusal">Why not (code Caa); null when it may be issued.</param>
/// <param name="IsFinal">The records forbid it, so that asking again soon is of no use; false when they could not be read.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.caa-finding")]
public sealed record CaaFinding([property: Id(0)] DateTimeOffset At, [property: Id(1)] Refusal? Refusal, [property: Id(2)] bool IsFinal);
