using Orleans.Concurrency;
using Ucm.Grains.Identity.Factors;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Identity;

/// <summary>
/// Sign in: 1 address limit · 2 password (or the same work for nobody) · 3 a ticket instead, for a user with a second
/// factor · 4 session, with its audit row · 5 tokens or cookie · 6 give the address its unit back.
/// Refresh: 1 address limit of its own · 2 redeem · 3 session lives · 4 tokens · 5 give the unit back.
/// Invitation: 1 address limit · 2 the user's grain checks it and sets the password · 3 give the unit back.
/// </summary>
[StatelessWorker]
internal sealed class SignInGrain(
    SignInLimits limits, SessionOpener sessions, PasswordHasher hasher, SecondFactorGate factors, ProofGate proofs, IdentityMetrics metrics)
    : Grain, ISignInGrain
{
    public async Task<Outcome<SignedIn>> SignIn(SignInCommand command, CancellationToken cancellationToken)
    {
        var wait = await limits.Passwords.Take(command.Address, cancellationToken);
        if (wait > TimeSpan.Zero)
        {
            return Refused(IdentityRefusals.TooMany(wait));
        }

        var user = await Verify(command, cancellationToken);
        if (!user.Succeeded)
        {
            return Refused(user.Refusal);
        }

        string[] methods = [user.Value.Provider ?? "pwd"];
        if (await factors.Demand(user.Value, command.Kind, [.. methods], cancellationToken) is { } needed)
        {
            return Refused(needed);
        }

        var signedIn = await sessions.Open(user.Value, command.Kind, [.. methods], command.Address, cancellationToken);
        limits.Passwords.GiveBack(command.Address);
        metrics.SignIn("ok");
        return signedIn;
    }

    public async Task<Outcome<SignedIn>> Refresh(SecretText refreshToken, string? address, CancellationToken cancellationToken)
    {
        var wait = await limits.Refreshes.Take(address, cancellationToken);
        if (wait > TimeSpan.Zero)
        {
            return IdentityRefusals.TooMany(wait);
        }

        if (!Secrets.TrySplit(refreshToken.Value, out var family, out var secret))
        {
            return IdentityRefusals.InvalidCredentials;
        }

        var next = await GrainFactory.RefreshToken(family).Redeem(new SecretText(secret), address, cancellationToken);
        if (!next.Succeeded)
        {
            return next.Refusal;
        }

        var session = await GrainFactory.Session(next.Value.Session).Check(touch: true, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Refusal.Code == RefusalCode.Unavailable ? session.Refusal : IdentityRefusals.InvalidCredentials;
        }

        limits.Refreshes.GiveBack(address);
        return await sessions.Tokens(session.Value, next.Value, cancellationToken);
    }

    public async Task<Outcome<SessionView>> Prove(ProveCommand command, CancellationToken cancellationToken)
    {
        var wait = await limits.Passwords.Take(command.Caller.Address, cancellationToken);
        if (wait > TimeSpan.Zero)
        {
            return IdentityRefusals.TooMany(wait);
        }

        var proven = await proofs.Prove(command, cancellationToken);
        if (proven.Succeeded)
        {
            limits.Passwords.GiveBack(command.Caller.Address);
        }

        return proven;
    }

    public async Task<Outcome<UserAccess>> AcceptInvitation(AcceptInvitationCommand command, CancellationToken cancellationToken)
    {
        var wait = await limits.Passwords.Take(command.Address, cancellationToken);
        if (wait > TimeSpan.Zero)
        {
            return IdentityRefusals.TooMany(wait);
        }

        if (!UserName.TryParse(command.User, out var name))
        {
            return IdentityRefusals.BadInvitation;
        }

        var accepted = await GrainFactory.User(name).Accept(command.Invitation, command.Password, command.Address, cancellationToken);
        if (accepted.Succeeded || accepted.Refusal.Code == RefusalCode.PolicyViolation)
        {
            limits.Passwords.GiveBack(command.Address);
        }

        return accepted;
    }

    private async Task<Outcome<UserAccess>> Verify(SignInCommand command, CancellationToken cancellationToken)
    {
        if (UserName.TryParse(command.User, out var name))
        {
            return await GrainFactory.User(name).Verify(command.Password, command.Address, cancellationToken);
        }

        await hasher.Verify(string.Empty, stored: null, cancellationToken);
        return IdentityRefusals.InvalidCredentials;
    }

    private Refusal Refused(Refusal refusal)
    {
        metrics.SignIn(refusal.Code.ToString());
        return refusal;
    }
}
