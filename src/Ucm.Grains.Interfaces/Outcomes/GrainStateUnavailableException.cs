namespace Ucm.Grains.Interfaces.Outcomes;

/// <summary>
/// A grain could not be activated, because its state could not be read: the database is away. Known to every process, since it leaves the silo before the grain's own
/// filters run, and an exception that a client does not know would reach it as a fault of serialization.
/// </summary>
// Sent: the alias is forever.
[GenerateSerializer, Immutable, Alias("ucm.grain-state-unavailable-exception")]
public sealed class GrainStateUnavailableException() : OrleansException("The grain's state cannot be read; the database is not available.");
