using System.Collections.Immutable;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.Factors;

/// <summary>
/// Stands between a right password and a session. A user who has no factor passes; anybody else gets a ticket, and the session when a factor is shown with it.
/// </summary>
internal sealed class SecondFactorGate(IGrainFactory grains, TimeProvider clock)
{
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Null when the session may be opened at once. Refusals: SecondFactorRequired, Unavailable.</summary>
    /// <param name="methods">What was shown, for the session that is opened later.</param>
    public async Task<Refusal?> Demand(UserAccess user, SessionKind kind, ImmutableArray<string> methods, CancellationToken cancellationToken)
    {
        var needed = await grains.SecondFactors(user.Name).Methods(cancellationToken);
        if (!needed.Succeeded)
        {
            return needed.Refusal;
        }

        if (needed.Value.Names.IsDefaultOrEmpty)
        {
            return null;
        }

        var (id, secret) = (Secrets.NewId(), Secrets.NewSecret());
        var ticket = new SignInTicket(user.Name, user.CredentialVersion, kind, methods, Secrets.Hash(secret), clock.GetUtcNow() + TicketLifetime);
        var opened = await Ticket(id).Open(ticket, cancellationToken);
        return opened.Refusal ?? FactorRefusals.Needed(new SecondFactorNeeded(new SecretText($"{id}.{secret}"), needed.Value.Names));
    }

    /// <summary>The user whose factor was right, and all that was shown. Refusals: Malformed, InvalidCredentials, LockedOut.</summary>
    public async Task<Outcome<PassedFactor>> Redeem(SecondFactorCommand command, CancellationToken cancellationToken)
    {
        if (!Secrets.TrySplit(command.Ticket.Value, out var id, out var secret))
        {
            return FactorRefusals.BadTicket;
        }

        var ticket = await Ticket(id).Attempt(new SecretText(secret), command.Kind, cancellationToken);
        if (!ticket.Succeeded)
        {
            return ticket.Refusal;
        }

        var verify = new VerifyFactorCommand(command.Factor, id, command.Address);
        var verified = await grains.SecondFactors(ticket.Value.User).Verify(verify, cancellationToken);
        if (!verified.Succeeded)
        {
            return verified.Refusal;
        }

        var closed = await Ticket(id).Close(cancellationToken);
        var access = closed.Succeeded ? await grains.User(ticket.Value.User).GetAccess(cancellationToken) : closed.Refusal;
        if (!access.Succeeded)
        {
            return access.Refusal.Code == RefusalCode.Unavailable ? access.Refusal : FactorRefusals.BadTicket;
        }

        return access.Value.CredentialVersion == ticket.Value.CredentialVersion
            ? new PassedFactor(access.Value, [.. ticket.Value.Methods, verified.Value.Method])
            : FactorRefusals.BadTicket;
    }

    /// <summary>Refusals: InvalidCredentials (the ticket), Conflict (the user has no passkey).</summary>
    public async Task<Outcome<PasskeyOptions>> ChallengePasskey(SecretText ticket, CancellationToken cancellationToken)
    {
        if (!Secrets.TrySplit(ticket.Value, out var id, out var secret))
        {
            return FactorRefusals.BadTicket;
        }

        var living = await Ticket(id).Look(new SecretText(secret), cancellationToken);
        return living.Succeeded ? await grains.SecondFactors(living.Value.User).ChallengePasskey(id, cancellationToken) : living.Refusal;
    }

    /// <summary>The local user whose passkey it is, alone. Refusals: Malformed, InvalidCredentials (also for users of external providers).</summary>
    public async Task<Outcome<PassedFactor>> Passkey(PasskeySignInCommand command, CancellationToken cancellationToken)
    {
        if (Passkeys.Present(command.Assertion) is not { UserHandle: { Length: <= 64 } handle })
        {
            return new Refusal(RefusalCode.Malformed, "The passkey is not an AuthenticationResponseJSON of WebAuthn with a userHandle.");
        }

        var owner = await grains.GetGrain<IUserHandleGrain>(FactorSurroundings.KeyOf(handle)).Find(cancellationToken);
        if (!owner.Succeeded)
        {
            return owner.Refusal.Code == RefusalCode.NotFound ? FactorRefusals.WrongPasskey : owner.Refusal;
        }

        var verify = new VerifyFactorCommand(new GivenFactor(null, null, command.Assertion), Ticket: null, command.Address);
        var verified = await grains.SecondFactors(owner.Value.User).Verify(verify, cancellationToken);
        if (!verified.Succeeded)
        {
            return verified.Refusal;
        }

        var access = await grains.User(owner.Value.User).GetAccess(cancellationToken);
        if (!access.Succeeded)
        {
            return access.Refusal.Code == RefusalCode.Unavailable ? access.Refusal : FactorRefusals.WrongPasskey;
        }

        // Only a sign-in at the provider shows that the provider has not removed the person.
        return access.Value.Provider is null ? new PassedFactor(access.Value, [verified.Value.Method]) : FactorRefusals.NotAlone;
    }

    private ISignInTicketGrain Ticket(string id) => grains.GetGrain<ISignInTicketGrain>($"ticket:{id}");
}

/// <summary>Somebody who showed everything that is asked for.</summary>
internal sealed record PassedFactor(UserAccess User, ImmutableArray<string> Methods);
