using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Identity.Factors;

/// <summary>
/// Second factor: 1 address limit · 2 ticket, one attempt less · 3 factor · 4 ticket closed, password unchanged · 5 session · 6 give the address its units
/// back, that of the password too. Passkey: 1 address limit · 2 whose it says it is · 3 assertion · 4 session · 5 give the unit back.
/// </summary>
[StatelessWorker]
internal sealed class FactorSignInGrain(SignInLimits limits, SecondFactorGate gate, Passkeys passkeys, SessionOpener sessions, IdentityMetrics metrics)
    : Grain, IFactorSignInGrain
{
    public async Task<Outcome<SignedIn>> SecondFactor(SecondFactorCommand command, CancellationToken cancellationToken)
    {
        if (await Limited(command.Address, cancellationToken) is { } limited)
        {
            return limited;
        }

        var signedIn = await Open(await gate.Redeem(command, cancellationToken), command.Kind, command.Address, cancellationToken);
        if (signedIn.Succeeded)
        {
            limits.Passwords.GiveBack(command.Address);
        }

        return signedIn;
    }

    public async Task<Outcome<PasskeyOptions>> ChallengePasskey(SecretText? ticket, CancellationToken cancellationToken) => ticket is null
        ? passkeys.RequestOptions(PasskeyChallenges.ForSignIn, ImmutableArray<StoredPasskey>.Empty)
        : await gate.ChallengePasskey(ticket, cancellationToken);

    public async Task<Outcome<SignedIn>> Passkey(PasskeySignInCommand command, CancellationToken cancellationToken) =>
        await Limited(command.Address, cancellationToken) is { } limited
            ? limited
            : await Open(await gate.Passkey(command, cancellationToken), command.Kind, command.Address, cancellationToken);

    private async Task<Outcome<SignedIn>> Open(Outcome<PassedFactor> passed, SessionKind kind, string? address, CancellationToken cancellationToken)
    {
        if (!passed.Succeeded)
        {
            return Refused(passed.Refusal);
        }

        var signedIn = await sessions.Open(passed.Value.User, kind, passed.Value.Methods, address, cancellationToken);
        limits.Passwords.GiveBack(address);
        metrics.SignIn("ok");
        return signedIn;
    }

    private async Task<Refusal?> Limited(string? address, CancellationToken cancellationToken)
    {
        var wait = await limits.Passwords.Take(address, cancellationToken);
        return wait > TimeSpan.Zero ? Refused(IdentityRefusals.TooMany(wait)) : null;
    }

    private Refusal Refused(Refusal refusal)
    {
        metrics.SignIn(refusal.Code.ToString());
        return refusal;
    }
}
