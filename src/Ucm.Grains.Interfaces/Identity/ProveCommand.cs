using Ucm.Grains.Interfaces.Identity.Factors;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>Prove again, in a session, that one is its user.</summary>
/// <param name="Password">Of a user without second factors; null otherwise.</param>
/// <param name="Factor">Of a user with second factors: one of them.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.prove-command")]
public sealed record ProveCommand([property: Id(0)] SecretText? Password, [property: Id(1)] GivenFactor Factor, [property: Id(2)] Caller Caller);
