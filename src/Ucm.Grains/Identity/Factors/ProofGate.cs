using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.Factors;

/// <summary>
/// Has the user of a living session prove again that it is he: by a second factor, if he has any, else by his password.
/// </summary>
internal sealed class ProofGate(IGrainFactory grains)
{
    /// <summary>How the assertion of a passkey is tied to the session it was asked for.</summary>
    public static string TicketOf(string session) => $"proof:{session}";

    /// <summary>
    /// Refusals: Forbidden (no session of a user), Malformed (nothing shown, or a password where a factor is wanted), Conflict (a provider has to ask),
    /// InvalidCredentials, LockedOut, RateLimited, Unavailable.
    /// </summary>
    public async Task<Outcome<SessionView>> Prove(ProveCommand command, CancellationToken cancellationToken)
    {
        if (command.Caller is not { Kind: CallerKind.User, Session: { } session } || !UserName.TryParse(command.Caller.Name, out var user))
        {
            return FactorRefusals.NoSession;
        }

        var method = await Verify(user, session, command, cancellationToken);
        return method.Succeeded ? await grains.Session(session).Prove(method.Value, command.Caller, cancellationToken) : method.Refusal;
    }

    private async Task<Outcome<string>> Verify(UserName user, string session, ProveCommand command, CancellationToken cancellationToken)
    {
        var factors = grains.SecondFactors(user);
        var known = await factors.Methods(cancellationToken);
        if (!known.Succeeded)
        {
            return known.Refusal;
        }

        if (!known.Value.Names.IsDefaultOrEmpty)
        {
            var verify = new VerifyFactorCommand(command.Factor, TicketOf(session), command.Caller.Address);
            var verified = await factors.Verify(verify, cancellationToken);
            return verified.Succeeded ? verified.Value.Method : verified.Refusal;
        }

        if (command.Password is not { } password)
        {
            return FactorRefusals.NoPassword;
        }

        var access = await grains.User(user).GetAccess(cancellationToken);
        if (access is { Succeeded: true, Value.Provider: { } provider } && provider.StartsWith("oidc:", StringComparison.Ordinal))
        {
            return FactorRefusals.SignInThere;
        }

        var right = await grains.User(user).Verify(password, command.Caller.Address, cancellationToken);
        return right.Succeeded ? right.Value.Provider ?? "pwd" : right.Refusal;
    }
}
