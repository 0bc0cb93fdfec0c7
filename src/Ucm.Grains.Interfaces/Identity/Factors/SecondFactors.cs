using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity.Factors;

/// <summary>A user's factors without their secrets.</summary>
/// <param name="TotpSince">When TOTP was turned on; null while it is off.</param>
/// <param name="RecoveryCodes">How many are left.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.second-factors")]
public sealed record SecondFactors(
    [property: Id(0)] DateTimeOffset? TotpSince,
    [property: Id(1)] int RecoveryCodes,
    [property: Id(2)] ImmutableArray<Passkey> Passkeys)
{
    /// <summary>The user signs in at an OpenID provider, which asks for second factors itself; none can be enrolled here.</summary>
    [Id(3)]
    public bool HasFactorsElsewhere { get; init; }
}

/// <summary>One registered passkey.</summary>
/// <param name="Id">The credential id, base64url.</param>
/// <param name="Aaguid">The model of the authenticator, as it says; all zeros when it does not.</param>
/// <param name="IsBackedUp">It is copied to the user's other devices.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.passkey")]
public sealed record Passkey(
    [property: Id(0)] string Id,
    [property: Id(1)] string Name,
    [property: Id(2)] Guid Aaguid,
    [property: Id(3)] bool IsBackedUp,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] DateTimeOffset? UsedAt);

/// <summary>A new TOTP secret (RFC 6238: SHA-1, six digits, 30 seconds).</summary>
/// <param name="Secret">base32, without padding.</param>
/// <param name="Uri">The same as an <c>otpauth</c> URI, for a QR code.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.totp-enrolment")]
public sealed record TotpEnrolment([property: Id(0)] SecretText Secret, [property: Id(1)] SecretText Uri, [property: Id(2)] DateTimeOffset ExpiresAt);

/// <summary>Codes that each sign in once; told this once, for only their hashes are kept.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.recovery-codes")]
public sealed record RecoveryCodes([property: Id(0)] ImmutableArray<SecretText> Codes);

/// <summary>What <c>navigator.credentials</c> takes (WebAuthn §5.1.8–5.1.10), as JSON.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.passkey-options")]
public sealed record PasskeyOptions([property: Id(0)] string Json);

/// <summary>A passkey that was registered.</summary>
/// <param name="Codes">Recovery codes, when the user had none.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.added-passkey")]
public sealed record AddedPasskey([property: Id(0)] Passkey Passkey, [property: Id(1)] RecoveryCodes? Codes);

/// <summary>Names of the factors, as <see cref="SecondFactorNeeded.Methods"/> has them.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.factor-methods")]
public sealed record FactorMethods([property: Id(0)] ImmutableArray<string> Names);

/// <summary>A factor that was right.</summary>
/// <param name="Method">As a session keeps it: <c>otp</c>, <c>recovery</c>, <c>webauthn</c>.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.verified-factor")]
public sealed record VerifiedFactor([property: Id(0)] string Method);
