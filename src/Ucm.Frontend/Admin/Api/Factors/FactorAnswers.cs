using System.ComponentModel;
using Ucm.Grains.Interfaces.Identity.Factors;

namespace Ucm.Frontend.Admin.Api.Factors;

// Sent: names are forever. Classes, not records: a record would print its codes.
internal sealed class TotpAnswer
{
    public required bool Enabled { get; init; }

    public DateTimeOffset? EnabledAt { get; init; }

    [Description("How many recovery codes are left; each signs in once.")]
    public required int RecoveryCodesLeft { get; init; }

    public static TotpAnswer Of(SecondFactors factors) =>
        new() { Enabled = factors.TotpSince is not null, EnabledAt = factors.TotpSince, RecoveryCodesLeft = factors.RecoveryCodes };
}

internal sealed class TotpEnrolmentAnswer
{
    [Description("base32; SHA-1, six digits, 30 seconds (RFC 6238).")]
    public required string Secret { get; init; }

    [Description("The same as an otpauth URI.")]
    public required string Uri { get; init; }

    [Description("The URI as a QR code, an SVG document.")]
    public required string QrSvg { get; init; }

    [Description("A code has to be confirmed before; until then no sign-in asks for one.")]
    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class RecoveryCodesAnswer
{
    [Description("Each signs in once, in place of a code or passkey. They are in this answer only.")]
    public required string[] RecoveryCodes { get; init; }

    public static RecoveryCodesAnswer Of(RecoveryCodes codes) => new() { RecoveryCodes = Texts(codes) };

    public static string[] Texts(RecoveryCodes codes) => [.. codes.Codes.Select(static code => code.Value)];
}

internal class PasskeyAnswer
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    [Description("The model of the authenticator, as it says; all zeros when it does not.")]
    public required Guid Aaguid { get; init; }

    [Description("True when it is copied to the user's other devices.")]
    public required bool BackedUp { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    public static PasskeyAnswer Of(Passkey passkey) => new()
    {
        Id = passkey.Id,
        Name = passkey.Name,
        Aaguid = passkey.Aaguid,
        BackedUp = passkey.IsBackedUp,
        CreatedAt = passkey.CreatedAt,
        UsedAt = passkey.UsedAt,
    };
}

internal sealed class AddedPasskeyAnswer : PasskeyAnswer
{
    [Description("Only with the user's first factor: codes that each sign in once. They are in this answer only.")]
    public string[]? RecoveryCodes { get; init; }

    public static AddedPasskeyAnswer Of(AddedPasskey added) => new()
    {
        Id = added.Passkey.Id,
        Name = added.Passkey.Name,
        Aaguid = added.Passkey.Aaguid,
        BackedUp = added.Passkey.IsBackedUp,
        CreatedAt = added.Passkey.CreatedAt,
        UsedAt = added.Passkey.UsedAt,
        RecoveryCodes = added.Codes is { } codes ? RecoveryCodesAnswer.Texts(codes) : null,
    };
}
