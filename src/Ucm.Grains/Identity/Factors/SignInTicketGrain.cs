using Ucm.Grains.Activations;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.Factors;

/// <summary>Holds one ticket. When its silo ends the ticket is gone, and the user signs in again.</summary>
[CollectionAgeLimit(Minutes = 10)]
internal sealed class SignInTicketGrain(TimeProvider clock) : Grain, ISignInTicketGrain
{
    private const int MostAttempts = 5;
    private SignInTicket? _ticket;
    private int _attempts;

    public Task<Outcome<SignInTicket>> Open(SignInTicket ticket, CancellationToken cancellationToken)
    {
        _ticket = ticket;
        return Task.FromResult<Outcome<SignInTicket>>(ticket);
    }

    public Task<Outcome<SignInTicket>> Look(SecretText secret, CancellationToken cancellationToken) =>
        Task.FromResult(Living() is { } ticket && Secrets.Matches(secret.Value, ticket.SecretHash) ? ticket : Refused());

    public Task<Outcome<SignInTicket>> Attempt(SecretText secret, SessionKind kind, CancellationToken cancellationToken)
    {
        if (Living() is not { } ticket || !Secrets.Matches(secret.Value, ticket.SecretHash) || ticket.Kind != kind)
        {
            return Task.FromResult(Refused());
        }

        _attempts++;
        return Task.FromResult<Outcome<SignInTicket>>(ticket);
    }

    public Task<Outcome<SignInTicket>> Close(CancellationToken cancellationToken)
    {
        var ticket = _ticket;
        _ticket = null;
        this.ForgetSoon(() => Living() is null);
        return Task.FromResult(ticket ?? Refused());
    }

    private SignInTicket? Living() => _attempts < MostAttempts && _ticket is { } ticket && clock.GetUtcNow() < ticket.ExpiresAt ? ticket : null;

    private Outcome<SignInTicket> Refused()
    {
        // Law 7: an invented ticket leaves nothing in memory, and one that is used up or has expired is worth nothing.
        if (Living() is null)
        {
            this.ForgetSoon(() => Living() is null);
        }

        return FactorRefusals.BadTicket;
    }
}
