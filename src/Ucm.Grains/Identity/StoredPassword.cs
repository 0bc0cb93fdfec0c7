using System.Collections.Immutable;

namespace Ucm.Grains.Identity;

/// <summary>PBKDF2-HMAC-SHA-256 (RFC 8018 §5.2) of a password.</summary>
// Stored: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.stored-password")]
internal sealed record StoredPassword(
    [property: Id(0)] int Iterations,
    [property: Id(1)] ImmutableArray<byte> Salt,
    [property: Id(2)] ImmutableArray<byte> Hash);
