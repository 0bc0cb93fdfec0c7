using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.Factors;

/// <summary>The answers about second factors, in one place.</summary>
internal static class FactorRefusals
{
    public static readonly Refusal BadTicket =
        new(RefusalCode.InvalidCredentials, "The sign-in has expired or had too many attempts; begin again with the password.");

    public static readonly Refusal WrongCode = new(RefusalCode.InvalidCredentials, "The code is not valid, or was used before.");

    public static readonly Refusal WrongPasskey = new(RefusalCode.InvalidCredentials, "The passkey could not be verified.");

    public static readonly Refusal NotAlone =
        new(RefusalCode.InvalidCredentials, "Your passkey is a second factor only. Sign in with the password of your directory, or at your provider.");

    public static readonly Refusal NoProof = new(RefusalCode.Malformed, "Show the password or a code.");

    public static readonly Refusal NoFactor = new(RefusalCode.Malformed, "Show one of totp, recovery_code and passkey.");

    public static readonly Refusal NoPassword = new(RefusalCode.Malformed, "Show your password.");

    public static readonly Refusal SignInThere = new(RefusalCode.Conflict, "Only your provider can ask you: sign out and in again.");

    public static readonly Refusal NoSession = new(RefusalCode.Forbidden, "Only the user of a session can prove that it is his, not an API token.");

    public static readonly Refusal NotYours = new(RefusalCode.Forbidden, "Users manage their own second factors, in a session of their own.");

    public static readonly Refusal OwnAccount = new(RefusalCode.Forbidden, "Remove your own factors in your account.");

    public static readonly Refusal AtTheProvider = new(RefusalCode.Conflict, "Your provider asks for second factors; there is none here.");

    public static readonly Refusal PasswordFirst = new(RefusalCode.Forbidden, "Change your password first.");

    public static readonly Refusal TotpIsOn = new(RefusalCode.Conflict, "Codes are on already; turn them off first.");

    public static readonly Refusal TotpIsOff = new(RefusalCode.Conflict, "Codes are off.");

    public static readonly Refusal NothingBegun = new(RefusalCode.Conflict, "No secret waits for its first code; begin again.");

    public static readonly Refusal NoSuchPasskey = new(RefusalCode.NotFound, "There is no such passkey.");

    public static readonly Refusal KnownPasskey = new(RefusalCode.Conflict, "The passkey is registered already.");

    public static Refusal TooManyPasskeys(int most) => new(RefusalCode.Conflict, $"A user has at most {most} passkeys.");

    public static Refusal Needed(SecondFactorNeeded needed) =>
        new(RefusalCode.SecondFactorRequired, "The password is right; show a second factor.") { SecondFactor = needed };
}
