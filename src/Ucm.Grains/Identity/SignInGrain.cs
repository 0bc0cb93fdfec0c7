using Orleans.Concurrency;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.RateLimits;

namespace Ucm.Grains.Identity;

/// <summary>
/// Sign in: 1 address limit · 2 password (or the same work for nobody) · 3 session, with its audit row · 4 tokens or cookie · 5 give the address its unit back.
/// Refresh: 1 address limit of its own · 2 redeem · 3 session lives · 4 tokens · 5 give the unit back.
/// </summary>
[StatelessWorker]
internal sealed class SignInGrain(SignInLimits limits, TokenMinter tokens, PasswordHasher hasher, IdentityMetrics metrics) : Grain, ISignInGrain
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

        var signedIn = command.Kind == SessionKind.Console
            ? await OpenConsole(user.Value, command.Address, cancellationToken)
            : await OpenApi(user.Value, command.Address, cancellationToken);
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
            return IdentityRefusals.InvalidCredentials;
        }

        limits.Refreshes.GiveBack(address);
        return await Tokens(session.Value, next.Value, cancellationToken);
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

    private async Task<Outcome<SignedIn>> OpenConsole(UserAccess user, string? address, CancellationToken cancellationToken)
    {
        var (id, secret) = (Secrets.NewId(), Secrets.NewSecret());
        var session = await GrainFactory.Session(id).Open(new OpenSessionCommand(user, SessionKind.Console, Secrets.Hash(secret), address), cancellationToken);
        return session.Succeeded
            ? new SignedIn(session.Value, new SecretText($"{id}.{secret}"), AccessToken: null, RefreshToken: null, TimeSpan.Zero)
            : session.Refusal;
    }

    private async Task<Outcome<SignedIn>> OpenApi(UserAccess user, string? address, CancellationToken cancellationToken)
    {
        var session = await GrainFactory.Session(Secrets.NewId()).Open(new OpenSessionCommand(user, SessionKind.Api, [], address), cancellationToken);
        if (!session.Succeeded)
        {
            return session.Refusal;
        }

        var refresh = await GrainFactory.RefreshToken(Secrets.NewId()).Begin(session.Value, cancellationToken);
        return refresh.Succeeded ? await Tokens(session.Value, refresh.Value, cancellationToken) : refresh.Refusal;
    }

    private async Task<SignedIn> Tokens(SessionView session, RefreshToken refresh, CancellationToken cancellationToken)
    {
        var access = await tokens.Mint(session, cancellationToken);
        return new SignedIn(session, Cookie: null, new SecretText(access), new SecretText($"{refresh.Family}.{refresh.Secret.Value}"), tokens.Lifetime);
    }

    private Refusal Refused(Refusal refusal)
    {
        metrics.SignIn(refusal.Code.ToString());
        return refusal;
    }
}
