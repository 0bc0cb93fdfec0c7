using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity.Factors;

/// <summary>
/// The second factors of one user: the TOTP secret (RFC 6238), recovery codes and passkeys (WebAuthn). Key: <c>factors:{name}</c>. Users manage their own;
/// every call of theirs is refused with Forbidden for another user, for an API token, and while the password has to be changed.
/// </summary>
[Alias("ucm.second-factors-grain")]
public interface ISecondFactorsGrain : IGrainWithStringKey
{
    /// <summary>Refusals: Forbidden.</summary>
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<SecondFactors>> Get(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a TOTP secret, which is good for ten minutes and asked for at no sign-in until a code of it is confirmed. Refusals: Forbidden, Conflict (TOTP is
    /// on, or the user signs in at an OpenID provider).
    /// </summary>
    [OpenToFrontends]
    [Alias("BeginTotp")]
    Task<Outcome<TotpEnrolment>> BeginTotp(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Turns TOTP on and gives new recovery codes; those before are void. Refusals: Forbidden, Conflict (nothing was begun, or it is on), InvalidCredentials
    /// (the code), LockedOut.
    /// </summary>
    [OpenToFrontends]
    [Alias("ConfirmTotp")]
    Task<Outcome<RecoveryCodes>> ConfirmTotp(TotpCodeCommand command, CancellationToken cancellationToken);

    /// <summary>Turns TOTP off. Refusals: Forbidden, Conflict (it is off), Malformed (no proof), InvalidCredentials, LockedOut, RateLimited.</summary>
    [OpenToFrontends]
    [ResponseTimeout("00:00:30")]
    [Alias("DisableTotp")]
    Task<Outcome<SecondFactors>> DisableTotp(DisableTotpCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// New recovery codes for a TOTP code; those before are void. Refusals: Forbidden, Conflict (TOTP is off), InvalidCredentials, LockedOut.
    /// </summary>
    [OpenToFrontends]
    [Alias("RenewRecoveryCodes")]
    Task<Outcome<RecoveryCodes>> RenewRecoveryCodes(TotpCodeCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// What a browser makes a passkey with; good for five minutes. Refusals: Forbidden, Conflict (as many as there may be, or the user signs in at an OpenID
    /// provider).
    /// </summary>
    [OpenToFrontends]
    [Alias("BeginPasskey")]
    Task<Outcome<PasskeyOptions>> BeginPasskey(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Registers a passkey; the first factor of a user gives recovery codes too. Refusals: Forbidden, Malformed, Conflict (known already, as many as there
    /// may be, or the user signs in at an OpenID provider), InvalidCredentials (another or an old challenge, a wrong signature, no user verification),
    /// PolicyViolation (the attestation policy).
    /// </summary>
    [OpenToFrontends]
    [Alias("AddPasskey")]
    Task<Outcome<AddedPasskey>> AddPasskey(AddPasskeyCommand command, CancellationToken cancellationToken);

    /// <summary>Refusals: Forbidden, NotFound, Malformed (the name).</summary>
    [OpenToFrontends]
    [Alias("RenamePasskey")]
    Task<Outcome<Passkey>> RenamePasskey(RenamePasskeyCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a passkey; the last factor needs a proof. Refusals: Forbidden, NotFound, Malformed (no proof), InvalidCredentials, LockedOut, RateLimited.
    /// </summary>
    [OpenToFrontends]
    [ResponseTimeout("00:00:30")]
    [Alias("RemovePasskey")]
    Task<Outcome<SecondFactors>> RemovePasskey(RemovePasskeyCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// What a browser uses one of the user's passkeys with to prove that the session is his; good for five minutes and this session. Refusals: Forbidden,
    /// Conflict (the user has no passkey).
    /// </summary>
    [OpenToFrontends]
    [Alias("ChallengeProof")]
    Task<Outcome<PasskeyOptions>> ChallengeProof(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Removes every factor of a user who lost them. Refusals: Forbidden (needs <see cref="Permission.UsersManage"/>, and is for other users only), NotFound
    /// (no such user).
    /// </summary>
    [OpenToFrontends]
    [Alias("Reset")]
    Task<Outcome<SecondFactors>> Reset(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// The factors that a sign-in must ask one of; none when it need not. For silos, after the password. Interleaves: a read of immutable state, wanted while a
    /// code is being checked.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Methods")]
    Task<Outcome<FactorMethods>> Methods(CancellationToken cancellationToken);

    /// <summary>
    /// What a browser uses one of the user's passkeys with as the second factor of this ticket; for silos. Refusals: Conflict (no passkeys). Interleaves as
    /// <see cref="Methods"/>.
    /// </summary>
    [AlwaysInterleave]
    [Alias("ChallengePasskey")]
    Task<Outcome<PasskeyOptions>> ChallengePasskey(string ticket, CancellationToken cancellationToken);

    /// <summary>
    /// Checks a factor at sign-in, for silos. Codes and assertions count once. Refusals: InvalidCredentials, LockedOut (codes only: five wrong ones in a row),
    /// Malformed.
    /// </summary>
    [Alias("Verify")]
    Task<Outcome<VerifiedFactor>> Verify(VerifyFactorCommand command, CancellationToken cancellationToken);
}
