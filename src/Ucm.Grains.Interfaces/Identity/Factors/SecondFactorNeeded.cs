using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity.Factors;

/// <summary>The password was right; one of the factors is still to be shown.</summary>
/// <param name="Ticket">Goes along with the factor. Good for five minutes and five attempts.</param>
/// <param name="Methods">What the user has: <c>totp</c>, <c>recovery_code</c>, <c>passkey</c>.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.second-factor-needed")]
public sealed record SecondFactorNeeded([property: Id(0)] SecretText Ticket, [property: Id(1)] ImmutableArray<string> Methods)
{
    public const string Totp = "totp";
    public const string RecoveryCode = "recovery_code";
    public const string Passkey = "passkey";
}
