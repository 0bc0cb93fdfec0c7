namespace Ucm.Grains.Interfaces.Identity.External;

/// <summary>Somebody types a name and a password.</summary>
/// <param name="Address">The network address of the caller; null when there is none.</param>
public sealed record PasswordAttempt(UserName User, SecretText Password, string? Address);
