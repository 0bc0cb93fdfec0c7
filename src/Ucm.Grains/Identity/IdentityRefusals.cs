using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity;

/// <summary>The few answers of sign-in, in one place so that they cannot differ by accident.</summary>
internal static class IdentityRefusals
{
    public static readonly Refusal InvalidCredentials = new(RefusalCode.InvalidCredentials, "The user name, password or token is not valid.");

    public static readonly Refusal BadInvitation = new(
        RefusalCode.InvalidCredentials, "The invitation is not valid: it was used, has expired, or is not for this user. Ask for a new one.");

    public static readonly Refusal NoUser = new(RefusalCode.NotFound, "There is no such user.");

    public static readonly Refusal Disabled = new(RefusalCode.Forbidden, "The user is disabled.");

    public static readonly Refusal NoSession = new(RefusalCode.Unauthenticated, "The session has ended.");

    public static readonly Refusal NoToken = new(
        RefusalCode.Unauthenticated, "The API token is not valid: it was revoked, has expired, or its user cannot sign in.");

    public static readonly Refusal Busy = new(RefusalCode.RateLimited, "Too many sign-ins are under way.", TimeSpan.FromSeconds(2));

    public static Refusal LockedOut(TimeSpan wait) => new(RefusalCode.LockedOut, "Too many failed attempts; wait before the next one.", wait);

    public static Refusal TooMany(TimeSpan wait) => new(RefusalCode.RateLimited, "Too many failed attempts from this address.", wait);

    public static Refusal Forbidden(string permission) => new(RefusalCode.Forbidden, $"This needs the permission {permission}.");
}
