namespace Ucm.Grains.Interfaces.Identity.Factors;

/// <summary>Shows a code of the TOTP secret.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.totp-code-command")]
public sealed record TotpCodeCommand([property: Id(0)] SecretText Code, [property: Id(1)] Caller Caller);

/// <summary>That it is the user who asks, and not somebody who found the session open. One of the two.</summary>
/// <param name="Code">Of TOTP, or a recovery code.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.factor-proof")]
public sealed record FactorProof([property: Id(0)] SecretText? Password, [property: Id(1)] SecretText? Code);

/// <summary>Turn TOTP off.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.disable-totp-command")]
public sealed record DisableTotpCommand([property: Id(0)] FactorProof Proof, [property: Id(1)] Caller Caller);

/// <summary>Register a passkey.</summary>
/// <param name="Credential">RegistrationResponseJSON (WebAuthn §5.1.2), as the browser gave it.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.add-passkey-command")]
public sealed record AddPasskeyCommand([property: Id(0)] string Name, [property: Id(1)] string Credential, [property: Id(2)] Caller Caller)
{
    /// <summary>Characters; a TPM's chain of certificates has under a quarter.</summary>
    public const int MaxCredential = 64 * 1024;

    public const int MaxName = 64;
}

/// <summary>Give a passkey another name.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.rename-passkey-command")]
public sealed record RenamePasskeyCommand([property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] Caller Caller);

/// <summary>Remove a passkey.</summary>
/// <param name="Proof">Needed for the last factor.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.remove-passkey-command")]
public sealed record RemovePasskeyCommand([property: Id(0)] string Id, [property: Id(1)] FactorProof? Proof, [property: Id(2)] Caller Caller);

/// <summary>A factor as it was given at sign-in; one of the three.</summary>
/// <param name="Passkey">AuthenticationResponseJSON (WebAuthn §5.1.4), as the browser gave it.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.given-factor")]
public sealed record GivenFactor([property: Id(0)] SecretText? Totp, [property: Id(1)] SecretText? RecoveryCode, [property: Id(2)] string? Passkey);

/// <summary>Check a factor at sign-in.</summary>
/// <param name="Ticket">The id of the ticket that the passkey's challenge was made for; null for a sign-in by passkey alone.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.verify-factor-command")]
public sealed record VerifyFactorCommand([property: Id(0)] GivenFactor Factor, [property: Id(1)] string? Ticket, [property: Id(2)] string? Address);
