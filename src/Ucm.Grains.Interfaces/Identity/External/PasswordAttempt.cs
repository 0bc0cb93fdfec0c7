namespace Ucm.Grains.Interfaces.Identity.External;

/// <summary>Somebody types a name and a password.</summary>
/// <param name="Address">The network address of the caller; null when there is none.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.password-attempt")]
public sealed record PasswordAttempt([property: Id(0)] UserName User, [property: Id(1)] SecretText Password, [property: Id(2)] string? Address);
