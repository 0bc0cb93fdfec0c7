using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki;

namespace Ucm.Grains.Outcomes;

/// <summary>Refusals that several grains give, so that they say the same.</summary>
internal static class Refusals
{
    public static Refusal Unavailable(TimeSpan retryAfter) => new(RefusalCode.Unavailable, "The database is not available; nothing was changed.", retryAfter);

    public static Refusal Unconfirmed(TimeSpan retryAfter) =>
        new(RefusalCode.Unavailable, "The database did not confirm the change; it may have been made. Ask again.", retryAfter);

    /// <summary>For a change that became durable too late to vouch for.</summary>
    public static Refusal Late(TimeSpan limit) =>
        new(RefusalCode.Unavailable, "The database answered late; the change may have been made. Ask again.", limit);

    public static Refusal Forbidden(string permission) => new(RefusalCode.Forbidden, $"The permission {permission} is required.");

    public static Refusal NoSuchCertificate() => new(RefusalCode.NotFound, "There is no such certificate.");

    public static Refusal NoSuchAuthority() => new(RefusalCode.NotFound, "There is no such authority.");

    public static Refusal NotOnline(AuthorityId authority, AuthorityStatus status) => new(RefusalCode.AuthorityNotOnline, status switch
    {
        AuthorityStatus.Offline => $"The authority {authority} is not online: it is suspended, and issues nothing until it is resumed.",
        AuthorityStatus.Retired => $"The authority {authority} is not online: it is retired, and never issues again.",
        _ => $"The authority {authority} is not online: it is {status.ToString().ToLowerInvariant()}.",
    });

    public static Refusal NotConfirmed() =>
        new(RefusalCode.AuthorityUnavailable, "The authority's current settings could not be confirmed.", TimeSpan.FromSeconds(2));

    public static Refusal NotAMember() =>
        new(RefusalCode.AuthorityUnavailable, "This node has been put out of the cluster; another one answers.", TimeSpan.FromSeconds(2));

    /// <summary>What is wrong with a request's bytes, key or names, in the words of the refusals.</summary>
    public static Refusal ToRefusal(this PkiFault fault) => new(fault.Kind switch
    {
        PkiFaultKind.Malformed or PkiFaultKind.BadSignature or PkiFaultKind.Request => RefusalCode.BadCsr,
        PkiFaultKind.WeakKey or PkiFaultKind.BlockedKey or PkiFaultKind.UnsupportedKey => RefusalCode.BadPublicKey,
        PkiFaultKind.Name => RefusalCode.RejectedIdentifier,
        PkiFaultKind.UnsupportedName => RefusalCode.UnsupportedIdentifier,
        _ => RefusalCode.PolicyViolation,
    }, fault.Detail);
}
