using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Ucm.Frontend.Admin.Api.Factors;

// Sent: names are forever. Classes, not records: a record would print its codes.
internal sealed class TotpCodeBody
{
    [Description("The six digits that the app shows now.")]
    public required string Code { get; init; }
}

internal sealed class FactorProofBody
{
    [Description("The user's password; this or code.")]
    public string? Password { get; init; }

    [Description("The six digits that the app shows now, or a recovery code.")]
    public string? Code { get; init; }
}

internal sealed class PasskeyBody
{
    [Description("What the user calls it: 1 to 64 characters.")]
    public required string Name { get; init; }

    [Description("RegistrationResponseJSON of WebAuthn: what toJSON() of the browser's new credential gives.")]
    public required JsonObject Credential { get; init; }
}

internal sealed class PasskeyNameBody
{
    [Description("What the user calls it: 1 to 64 characters.")]
    public required string Name { get; init; }
}

internal sealed class PasskeyChallengeBody
{
    [Description("Of an answer second_factor_required; left out to sign in by the passkey alone.")]
    public string? Ticket { get; init; }
}

internal sealed class SecondFactorBody
{
    [Description("Of the answer second_factor_required; good for five minutes and five attempts.")]
    public required string Ticket { get; init; }

    [Description("The six digits that the app shows now.")]
    public string? Totp { get; init; }

    public string? RecoveryCode { get; init; }

    [Description("AuthenticationResponseJSON of WebAuthn, for a challenge of this ticket.")]
    public JsonObject? Passkey { get; init; }
}

internal sealed class ProofBody
{
    [Description("The six digits that the app shows now.")]
    public string? Totp { get; init; }

    public string? RecoveryCode { get; init; }

    [Description("AuthenticationResponseJSON of WebAuthn, for the options of /auth/proof/options.")]
    public JsonObject? Passkey { get; init; }

    [Description("Of a user without second factors.")]
    public string? Password { get; init; }
}
