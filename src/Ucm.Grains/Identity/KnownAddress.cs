namespace Ucm.Grains.Identity;

/// <summary>An address that a user signed in from; <paramref name="SeenAt"/> is exact to a day.</summary>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.state.user.known-address")]
internal sealed record KnownAddress([property: Id(0)] string Subject, [property: Id(1)] DateTimeOffset SeenAt);
