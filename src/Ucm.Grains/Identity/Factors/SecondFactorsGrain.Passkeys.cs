using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity.Factors;

/// <summary>
/// Its passkeys. Each challenge is answered once: it is noted in the commit of what it was answered for. Wrong assertions lock nobody out; there is nothing to
/// guess.
/// </summary>
internal sealed partial class SecondFactorsGrain
{
    private const int MostPasskeys = 20;

    /// <summary>Sign-ins by passkey in five minutes; beyond it the user waits until the oldest challenge has expired.</summary>
    private const int MostSpent = 100;

    private ImmutableArray<StoredPasskey> StoredPasskeys => State.Passkeys.IsDefault ? [] : State.Passkeys;

    public async Task<Outcome<PasskeyOptions>> BeginPasskey(Caller caller, CancellationToken cancellationToken)
    {
        if (await RefuseEnrolment(caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return StoredPasskeys.Length < MostPasskeys ? passkeys.CreationOptions(Name, StoredPasskeys) : FactorRefusals.TooManyPasskeys(MostPasskeys);
    }

    public async Task<Outcome<AddedPasskey>> AddPasskey(AddPasskeyCommand command, CancellationToken cancellationToken)
    {
        if ((await RefuseEnrolment(command.Caller, cancellationToken) ?? RefuseName(command.Name)) is { } refusal)
        {
            return refusal;
        }

        if (StoredPasskeys.Length >= MostPasskeys)
        {
            return FactorRefusals.TooManyPasskeys(MostPasskeys);
        }

        var verified = await passkeys.Register(Name, command with { Name = command.Name.Trim() }, cancellationToken);
        if (!verified.Succeeded)
        {
            return verified.Refusal;
        }

        var passkey = verified.Value.Passkey;
        if (StoredPasskeys.Any(known => known.Id.AsSpan().SequenceEqual(passkey.Id.AsSpan())))
        {
            return FactorRefusals.KnownPasskey;
        }

        if (Spend(verified.Value.Challenge) is not { } spent)
        {
            return FactorRefusals.WrongPasskey;
        }

        // Before the passkey: a handle without a passkey does no harm, a passkey without its handle could not sign in alone.
        if ((await GrainFactory.GetGrain<IUserHandleGrain>(surroundings.HandleKey(Name)).Claim(Name, cancellationToken)).Refusal is { } taken)
        {
            return taken;
        }

        var (codes, hashes) = State.RecoveryHashes.IsDefaultOrEmpty && !State.HasTotp && StoredPasskeys.IsEmpty
            ? RecoveryCodeSet.Make(Name)
            : (Codes: (RecoveryCodes?)null, Hashes: State.RecoveryHashes);
        var next = State with { Passkeys = StoredPasskeys.Add(passkey), SpentChallenges = spent, RecoveryHashes = hashes };
        await Commit(next, "user.passkey-add", command.Caller, Describe(passkey), cancellationToken);
        return new AddedPasskey(passkey.ToPasskey(), codes);
    }

    public async Task<Outcome<Passkey>> RenamePasskey(RenamePasskeyCommand command, CancellationToken cancellationToken)
    {
        if ((await RefuseOthers(command.Caller, cancellationToken) ?? RefuseName(command.Name)) is { } refusal)
        {
            return refusal;
        }

        if (Find(command.Id) is not { } passkey)
        {
            return FactorRefusals.NoSuchPasskey;
        }

        var renamed = passkey with { Name = command.Name.Trim() };
        if (renamed != passkey)
        {
            var next = State with { Passkeys = StoredPasskeys.Replace(passkey, renamed) };
            await Commit(next, "user.passkey-rename", command.Caller, Describe(renamed), cancellationToken);
        }

        return renamed.ToPasskey();
    }

    public async Task<Outcome<SecondFactors>> RemovePasskey(RemovePasskeyCommand command, CancellationToken cancellationToken)
    {
        if (await RefuseOthers(command.Caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (Find(command.Id) is not { } passkey)
        {
            return FactorRefusals.NoSuchPasskey;
        }

        var isLast = !State.HasTotp && StoredPasskeys.Length == 1;
        if ((isLast ? await RefuseProof(command.Proof, command.Caller, cancellationToken) : null) is { } unproven)
        {
            return unproven;
        }

        var next = WithoutCodesAlone(State with { Passkeys = StoredPasskeys.Remove(passkey) });
        await Commit(next, "user.passkey-remove", command.Caller, Describe(passkey), cancellationToken);
        return Present();
    }

    public async Task<Outcome<PasskeyOptions>> ChallengeProof(Caller caller, CancellationToken cancellationToken) => caller.Session is { } session
        ? await RefuseOthers(caller, cancellationToken) is { } refusal ? refusal : await ChallengePasskey(ProofGate.TicketOf(session), cancellationToken)
        : FactorRefusals.NoSession;

    public async Task<Outcome<PasskeyOptions>> ChallengePasskey(string ticket, CancellationToken cancellationToken)
    {
        var access = await Load(cancellationToken);
        return (access.Refusal, StoredPasskeys.IsEmpty) switch
        {
            ({ } refusal, _) => Idle(refusal),
            (_, true) => new Refusal(RefusalCode.Conflict, "The user has no passkey."),
            _ => passkeys.RequestOptions(PasskeyChallenges.ForTicket(ticket), StoredPasskeys),
        };
    }

    /// <summary>Null when the assertion was right; its challenge is spent then.</summary>
    private async Task<Refusal?> UsePasskey(string assertion, VerifyFactorCommand command, CancellationToken cancellationToken)
    {
        if (Passkeys.Present(assertion) is not { } presented)
        {
            return new Refusal(RefusalCode.Malformed, "The passkey is not an AuthenticationResponseJSON of WebAuthn.");
        }

        if (StoredPasskeys.FirstOrDefault(known => known.Id.AsSpan().SequenceEqual(presented.Id.AsSpan())) is not { } passkey)
        {
            return FactorRefusals.WrongPasskey;
        }

        var purpose = command.Ticket is { } ticket ? PasskeyChallenges.ForTicket(ticket) : PasskeyChallenges.ForSignIn;
        var (verified, wentBack) = await passkeys.Verify(passkey, assertion, purpose, cancellationToken);
        if (wentBack)
        {
            await AuditRefusal("user.passkey-refuse", command.Address, Detail.Of(("passkey", passkey.TextId), ("reason", "counter")), cancellationToken);
        }

        if (verified is null || Spend(verified.Challenge) is not { } spent)
        {
            return FactorRefusals.WrongPasskey;
        }

        var used = passkey with { Counter = verified.Counter, IsBackedUp = verified.IsBackedUp, UsedAt = Now };
        var next = State with { Passkeys = StoredPasskeys.Replace(passkey, used), SpentChallenges = spent };
        await factors.Commit(next, new CommitCompanion([], []), cancellationToken);
        return null;
    }

    /// <summary>The spent challenges with this one; null when it is one of them, or when there are too many.</summary>
    private ImmutableArray<SpentChallenge>? Spend(SpentChallenge challenge)
    {
        ImmutableArray<SpentChallenge> living = State.SpentChallenges.IsDefault ? [] : [.. State.SpentChallenges.Where(spent => spent.ExpiresAt > Now)];
        return living.Length >= MostSpent || living.Any(spent => spent.Nonce.AsSpan().SequenceEqual(challenge.Nonce.AsSpan())) ? null : living.Add(challenge);
    }

    private StoredPasskey? Find(string id) => StoredPasskeys.FirstOrDefault(passkey => passkey.TextId == id);

    private static Refusal? RefuseName(string name) =>
        name.Trim().Length is 0 or > AddPasskeyCommand.MaxName || name.Any(char.IsControl)
            ? new Refusal(RefusalCode.Malformed, $"The name must be one line of 1 to {AddPasskeyCommand.MaxName} characters.")
            : null;

    private static string Describe(StoredPasskey passkey) =>
        Detail.Of(("passkey", passkey.TextId), ("name", passkey.Name), ("aaguid", passkey.Aaguid.ToString()));
}
