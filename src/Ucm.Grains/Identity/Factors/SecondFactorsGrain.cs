using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Activations;
using Ucm.Grains.Identity.Access;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity.Factors;

/// <summary>
/// Holds one user's factors. Codes: 1 not locked out · 2 right, and not used before · 3 used, in a commit, before anybody is let in. The lockout is for all
/// addresses together: whoever guesses codes knows the password, or has the session.
/// </summary>
[CollectionAgeLimit(Minutes = 30)]
internal sealed partial class SecondFactorsGrain(
    [PersistentState(SecondFactorsState.Name, GrainStorageNames.Audited)] IPersistentState<SecondFactorsState> factors,
    TotpSecrets secrets,
    Passkeys passkeys,
    FactorSurroundings surroundings) : Grain, ISecondFactorsGrain
{
    private static readonly TimeSpan EnrolmentTime = TimeSpan.FromMinutes(10);

    private Lockout _lockout = new();
    private (byte[] Secret, DateTimeOffset ExpiresAt)? _enrolment;
    private long _generation;
    private string? _provider;

    private UserName Name => UserName.Parse(this.GetPrimaryKeyString()["factors:".Length..]);

    private SecondFactorsState State =>
        factors.RecordExists && factors.State.Generation == _generation ? factors.State : new SecondFactorsState { Generation = _generation };

    /// <summary>OpenID providers ask for second factors themselves. Known once the user is loaded.</summary>
    private bool HasFactorsElsewhere => _provider?.StartsWith("oidc:", StringComparison.Ordinal) == true;

    private DateTimeOffset Now => surroundings.Clock.GetUtcNow();

    public async Task<Outcome<SecondFactors>> Get(Caller caller, CancellationToken cancellationToken) =>
        await RefuseOthers(caller, cancellationToken) is { } refusal ? refusal : Present();

    public async Task<Outcome<TotpEnrolment>> BeginTotp(Caller caller, CancellationToken cancellationToken)
    {
        if (await RefuseEnrolment(caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (State.HasTotp)
        {
            return FactorRefusals.TotpIsOn;
        }

        Forget();
        var begun = (Secret: TotpSecrets.New(), ExpiresAt: Now + EnrolmentTime);
        _enrolment = begun;
        return TotpSecrets.Present(begun.Secret, Name, surroundings.Issuer, begun.ExpiresAt);
    }

    public async Task<Outcome<RecoveryCodes>> ConfirmTotp(TotpCodeCommand command, CancellationToken cancellationToken)
    {
        if (await RefuseOthers(command.Caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (State.HasTotp)
        {
            return FactorRefusals.TotpIsOn;
        }

        if (_enrolment is not { } begun || begun.ExpiresAt <= Now)
        {
            return FactorRefusals.NothingBegun;
        }

        if (Locked() is { } locked)
        {
            return locked;
        }

        if (TotpSecrets.Match(begun.Secret, command.Code.Value, after: 0, Now) is not { } step)
        {
            return await Wrong("totp", command.Caller.Address, cancellationToken);
        }

        var (codes, hashes) = RecoveryCodeSet.Make(Name);
        var next = State with { TotpEnvelope = secrets.Seal(Name, begun.Secret), TotpSince = Now, TotpStep = step, RecoveryHashes = hashes };
        await Commit(next, "user.totp-enable", command.Caller, null, cancellationToken);
        Forget();
        _lockout = new Lockout();
        return codes;
    }

    public async Task<Outcome<SecondFactors>> DisableTotp(DisableTotpCommand command, CancellationToken cancellationToken)
    {
        if (await RefuseOthers(command.Caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (!State.HasTotp)
        {
            return FactorRefusals.TotpIsOff;
        }

        if (await RefuseProof(command.Proof, command.Caller, cancellationToken) is { } unproven)
        {
            return unproven;
        }

        var next = State with { TotpEnvelope = [], TotpSince = null, TotpStep = 0 };
        await Commit(WithoutCodesAlone(next), "user.totp-disable", command.Caller, null, cancellationToken);
        return Present();
    }

    public async Task<Outcome<RecoveryCodes>> RenewRecoveryCodes(TotpCodeCommand command, CancellationToken cancellationToken)
    {
        if (await RefuseOthers(command.Caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (!State.HasTotp)
        {
            return FactorRefusals.TotpIsOff;
        }

        var used = await UseTotp(command.Code, command.Caller.Address, cancellationToken);
        if (used is not null)
        {
            return used;
        }

        var (codes, hashes) = RecoveryCodeSet.Make(Name);
        await Commit(State with { RecoveryHashes = hashes }, "user.recovery-codes-renew", command.Caller, null, cancellationToken);
        return codes;
    }

    public async Task<Outcome<SecondFactors>> Reset(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.May(Permission.UsersManage))
        {
            return Idle(IdentityRefusals.Forbidden(Permission.UsersManage));
        }

        // Removing one's own needs a proof, also by a token of one's own.
        if (caller.Kind is CallerKind.User or CallerKind.ApiToken && caller.User == Name.Value)
        {
            return FactorRefusals.OwnAccount;
        }

        var access = await Load(cancellationToken);
        var refusal = access.Succeeded
            ? UserChanges.RefuseOver(Rights.Of(access.Value), caller)
            : access.Refusal;
        if (refusal is not null)
        {
            return Idle(refusal);
        }

        if (factors.RecordExists)
        {
            await Commit(new SecondFactorsState { Generation = _generation }, "user.factors-reset", caller, null, cancellationToken);
        }

        Forget();
        _lockout = new Lockout();
        return Present();
    }

    public async Task<Outcome<FactorMethods>> Methods(CancellationToken cancellationToken)
    {
        if (!factors.RecordExists)
        {
            return new FactorMethods([]);
        }

        if (await Load(cancellationToken) is { Refusal: { } refusal })
        {
            return refusal;
        }

        ImmutableArray<string> names =
        [
            .. State.HasTotp ? (string[])[SecondFactorNeeded.Totp] : [],
            .. State.RecoveryHashes.IsDefaultOrEmpty ? (string[])[] : [SecondFactorNeeded.RecoveryCode],
            .. State.Passkeys.IsDefaultOrEmpty ? (string[])[] : [SecondFactorNeeded.Passkey],
        ];
        return new FactorMethods(names);
    }

    public async Task<Outcome<VerifiedFactor>> Verify(VerifyFactorCommand command, CancellationToken cancellationToken)
    {
        if (await Load(cancellationToken) is { Refusal: { } gone })
        {
            return Idle(gone.Code == RefusalCode.Unavailable ? gone : IdentityRefusals.InvalidCredentials);
        }

        var (refusal, method) = command.Factor switch
        {
            { Totp: { } code } => (await UseTotp(code, command.Address, cancellationToken), "otp"),
            { RecoveryCode: { } code } => (await UseRecoveryCode(code, command.Address, cancellationToken), "recovery"),
            { Passkey: { } assertion } => (await UsePasskey(assertion, command, cancellationToken), "webauthn"),
            _ => (FactorRefusals.NoFactor, string.Empty),
        };
        return refusal is null ? new VerifiedFactor(method) : refusal;
    }

    /// <summary>As <see cref="RefuseOthers"/>, and a user whose sign-in asks for no factor of ours, or who proved too long ago that it is he.</summary>
    private async Task<Refusal?> RefuseEnrolment(Caller caller, CancellationToken cancellationToken) =>
        await RefuseOthers(caller, cancellationToken) ?? (HasFactorsElsewhere ? FactorRefusals.AtTheProvider : Proofs.RefuseStale(caller, Now));

    private async Task<Refusal?> RefuseOthers(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.Kind != CallerKind.User || caller.Name != Name.Value)
        {
            return Idle(FactorRefusals.NotYours);
        }

        return await Load(cancellationToken) switch
        {
            { Refusal: { } refusal } => Idle(refusal),
            { Value.MustChangePassword: true } => FactorRefusals.PasswordFirst,
            _ => null,
        };
    }

    /// <summary>The user, whose factors count from now on.</summary>
    private async Task<Outcome<UserAccess>> Load(CancellationToken cancellationToken)
    {
        var access = await GrainFactory.User(Name).GetAccess(cancellationToken);
        if (access.Succeeded)
        {
            (_generation, _provider) = (access.Value.Generation, access.Value.Provider);
        }

        return access;
    }

    /// <summary>Law 7: a name that nobody has leaves nothing in memory.</summary>
    private Refusal Idle(Refusal refusal)
    {
        if (!factors.RecordExists)
        {
            this.ForgetSoon();
        }

        return refusal;
    }

    private void Forget()
    {
        if (_enrolment is { } begun)
        {
            CryptographicOperations.ZeroMemory(begun.Secret);
        }

        _enrolment = null;
    }

    /// <summary>Recovery codes are for somebody who lost another factor; alone they are none.</summary>
    private static SecondFactorsState WithoutCodesAlone(SecondFactorsState next) =>
        next.HasTotp || !next.Passkeys.IsDefaultOrEmpty ? next : next with { RecoveryHashes = [] };

    private Task Commit(SecondFactorsState next, string action, Caller caller, string? detail, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(Now, caller.ToString(), caller.Address, action, $"user:{Name}", detail ?? "{}");
        return factors.Commit(next, CommitCompanion.Of(entry), cancellationToken);
    }

    private SecondFactors Present() => new(
        State.HasTotp ? State.TotpSince : null,
        State.RecoveryHashes.IsDefault ? 0 : State.RecoveryHashes.Length,
        [.. StoredPasskeys.Select(static passkey => passkey.ToPasskey())])
    {
        HasFactorsElsewhere = HasFactorsElsewhere,
    };
}
