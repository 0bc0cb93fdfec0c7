using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity.Factors;

/// <summary>Its codes, of TOTP and for recovery: whoever shows a wrong one waits, longer each time from the fifth.</summary>
internal sealed partial class SecondFactorsGrain
{
    /// <summary>Null when the code was right; no code of its time step is good again.</summary>
    private async Task<Refusal?> UseTotp(SecretText code, string? address, CancellationToken cancellationToken)
    {
        if (Locked() is { } locked)
        {
            return locked;
        }

        var step = State.HasTotp ? secrets.Match(Name, State.TotpEnvelope, code.Value, State.TotpStep, Now) : null;
        if (step is null)
        {
            return await Wrong("totp", address, cancellationToken);
        }

        await factors.Commit(State with { TotpStep = step.Value }, new CommitCompanion([], []), cancellationToken);
        _lockout = new Lockout();
        return null;
    }

    /// <summary>Null when the code was right; it is void then.</summary>
    private async Task<Refusal?> UseRecoveryCode(SecretText code, string? address, CancellationToken cancellationToken)
    {
        if (Locked() is { } locked)
        {
            return locked;
        }

        var found = State.RecoveryHashes.IsDefaultOrEmpty ? default : RecoveryCodeSet.Find(Name, State.RecoveryHashes, code.Value);
        if (found.IsDefault)
        {
            return await Wrong("recovery_code", address, cancellationToken);
        }

        var next = State with { RecoveryHashes = State.RecoveryHashes.Remove(found) };
        var caller = new Caller(CallerKind.User, Name.Value, [], address);
        await Commit(next, "user.recovery-code-use", caller, Detail.Of(("left", $"{next.RecoveryHashes.Length}")), cancellationToken);
        _lockout = new Lockout();
        return null;
    }

    private Refusal? Locked() => _lockout.Wait(Now) is var wait && wait > TimeSpan.Zero ? IdentityRefusals.LockedOut(wait) : null;

    private async Task<Refusal> Wrong(string factor, string? address, CancellationToken cancellationToken)
    {
        _lockout.Failed(Now);
        await AuditRefusal("session.refuse", address, Detail.Of(("factor", factor)), cancellationToken);
        return FactorRefusals.WrongCode;
    }

    private async Task AuditRefusal(string action, string? address, string detail, CancellationToken cancellationToken)
    {
        try
        {
            var entry = new AuditEntry(Now, $"user:{Name}", address, action, $"user:{Name}", detail);
            await surroundings.Audit.Append(CommitCompanion.Of(entry), cancellationToken);
        }
        catch (StorageUnavailableException exception)
        {
            surroundings.Log.RefusedSignInNotAudited(exception, Name.Value);
        }
    }

    /// <summary>Null when it is the user: the password, a code of TOTP or a recovery code.</summary>
    private async Task<Refusal?> RefuseProof(FactorProof? proof, Caller caller, CancellationToken cancellationToken) => proof switch
    {
        { Password: { } password } => (await GrainFactory.User(Name).Verify(password, caller.Address, cancellationToken)).Refusal,
        { Code: { } code } => IsTotp(code)
            ? await UseTotp(code, caller.Address, cancellationToken)
            : await UseRecoveryCode(code, caller.Address, cancellationToken),
        _ => FactorRefusals.NoProof,
    };

    private static bool IsTotp(SecretText code) => code.Value.Replace(" ", string.Empty, StringComparison.Ordinal).Length == 6;
}
