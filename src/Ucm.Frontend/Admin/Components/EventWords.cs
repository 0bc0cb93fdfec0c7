namespace Ucm.Frontend.Admin.Components;

/// <summary>Audit rows in the words of people, and which of them are acts rather than steps of one.</summary>
internal static class EventWords
{
    private static readonly Dictionary<string, string> Acts = new(StringComparer.Ordinal)
    {
        ["acme.account.change-key"] = "ACME account key changed",
        ["acme.account.create"] = "ACME account created",
        ["acme.account.deactivate"] = "ACME account deactivated",
        ["acme.account.delete"] = "Unused ACME account deleted",
        ["acme.account.update"] = "ACME account changed",
        ["acme.authorization.deactivate"] = "ACME authorization given up",
        ["acme.challenge.invalid"] = "ACME challenge failed",
        ["acme.order.invalid"] = "ACME order failed",
        ["acme.order.refused"] = "ACME order refused",
        ["authority.create"] = "Authority created",
        ["authority.crl"] = "CRL settings changed",
        ["authority.import"] = "Authority imported",
        ["authority.issuance"] = "Issuance settings changed",
        ["authority.ocsp"] = "OCSP settings changed",
        ["authority.online"] = "Authority online",
        ["authority.offline"] = "Authority suspended",
        ["authority.retired"] = "Authority retired",
        ["certificate.edit"] = "Certificate's labels, owner or notes changed",
        ["authority.urls"] = "URLs in certificates changed",
        ["certificate.import"] = "Certificate imported",
        ["certificate.issue"] = "Certificate issued",
        ["certificate.release"] = "Certificate released from hold",
        ["certificate.revoke"] = "Certificate revoked",
        ["certificate.void"] = "Unfinished certificate given up",
        ["crl.copy.fail"] = "CRL copy failed",
        ["crl.publish"] = "CRL published",
        ["group.create"] = "Group created",
        ["group.disable"] = "Group disabled",
        ["group.enable"] = "Group enabled",
        ["group.update"] = "Group changed",
        ["job.cancel"] = "Job cancelled",
        ["job.create"] = "Job made",
        ["job.fail"] = "Job failed",
        ["job.finish"] = "Job done",
        ["job.pause"] = "Job paused",
        ["job.resume"] = "Job resumed",
        ["master-key.adopt"] = "Master key adopted",
        ["ocsp-responder.abandon"] = "OCSP responder key given up",
        ["ocsp-responder.renew"] = "OCSP responder renewed",
        ["profile.create"] = "Profile created",
        ["profile.disable"] = "Profile disabled",
        ["profile.enable"] = "Profile enabled",
        ["profile.update"] = "Profile changed",
        ["refresh-token.reuse"] = "Refresh token used twice",
        ["request.approve"] = "Request approved",
        ["request.cancel"] = "Request taken back",
        ["request.reject"] = "Request rejected",
        ["request.reopen"] = "Request could not be issued",
        ["request.submit"] = "Request submitted",
        ["role.create"] = "Role created",
        ["role.disable"] = "Role disabled",
        ["role.enable"] = "Role enabled",
        ["role.update"] = "Role changed",
        ["session.end"] = "Signed out",
        ["session.open"] = "Signed in",
        ["session.prove"] = "Proved again who it is",
        ["session.refuse"] = "Sign-in refused",
        ["token-key.rotate"] = "Changed the key of access tokens",
        ["token.create"] = "API token created",
        ["token.revoke"] = "API token revoked",
        ["user.accept-invitation"] = "Invitation taken",
        ["user.factors-reset"] = "Second factors removed",
        ["user.passkey-add"] = "Passkey registered",
        ["user.passkey-refuse"] = "Passkey refused",
        ["user.passkey-remove"] = "Passkey removed",
        ["user.passkey-rename"] = "Passkey renamed",
        ["user.recovery-code-use"] = "Recovery code used",
        ["user.recovery-codes-renew"] = "Recovery codes renewed",
        ["user.totp-disable"] = "Codes turned off",
        ["user.totp-enable"] = "Codes turned on",
        ["user.change-password"] = "Password changed",
        ["user.create"] = "User created",
        ["user.delete"] = "User deleted",
        ["user.end-sessions"] = "All sessions ended",
        ["user.invite"] = "User invited",
        ["user.reset-password"] = "Password reset",
        ["user.update"] = "User changed",
    };

    // Each belongs to an act that has a row of its own.
    private static readonly HashSet<string> Steps =
    [
        "acme.challenge.valid", "acme.key.claim", "acme.key.release",
        "acme.order.create", "acme.order.finalize", "acme.order.recover", "acme.order.valid", "administrators.join", "administrators.leave",
        "authority.key.create", "authority.key.import", "authority.retry", "certificate.reserve", "key.create",
        "ocsp-responder.begin", "ocsp-responder.key", "ocsp-responder.request", "refresh-token.begin", "refresh-token.rotate",
        "request.issue",
        "user.list", "user.remember-address",
    ];

    public static bool IsAct(string action) => !Steps.Contains(action);

    /// <summary>The action itself when there are no words for it.</summary>
    public static string Of(string action) => Acts.GetValueOrDefault(action, action);

    /// <summary>Who did it: a user's name, or what part of the platform.</summary>
    public static string Actor(string actor) => actor.Split(':', 2) switch
    {
        ["user", var name] => name,
        ["apitoken", var name] => $"API token {name}",
        ["provider", var name] => $"provider {name}",
        ["system", _] => "the platform",
        ["acmeaccount", var id] => $"ACME account {EventTargets.Short(id)}",
        _ => actor,
    };
}
