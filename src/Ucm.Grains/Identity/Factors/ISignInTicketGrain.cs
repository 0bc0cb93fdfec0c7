using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity.Factors;

/// <summary>A sign-in whose password was right and whose second factor is still to come. In memory only. Key: <c>ticket:{id}</c>.</summary>
[Alias("ucm.sign-in-ticket-grain")]
internal interface ISignInTicketGrain : IGrainWithStringKey
{
    [Alias("Open")]
    Task<Outcome<SignInTicket>> Open(SignInTicket ticket, CancellationToken cancellationToken);

    /// <summary>The ticket, to make a challenge for it. Refusals: InvalidCredentials.</summary>
    [Alias("Look")]
    Task<Outcome<SignInTicket>> Look(SecretText secret, CancellationToken cancellationToken);

    /// <summary>As <see cref="Look"/>, and counts an attempt: there are five. Refusals: InvalidCredentials.</summary>
    [Alias("Attempt")]
    Task<Outcome<SignInTicket>> Attempt(SecretText secret, SessionKind kind, CancellationToken cancellationToken);

    /// <summary>The attempt was right. Of two right ones at once, one is refused: InvalidCredentials.</summary>
    [Alias("Close")]
    Task<Outcome<SignInTicket>> Close(CancellationToken cancellationToken);
}

/// <summary>What a ticket is bound to.</summary>
/// <param name="CredentialVersion">Of the user; a password that is changed meanwhile ends the ticket.</param>
/// <param name="Methods">What was shown already, for the session: <c>pwd</c>.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.sign-in-ticket")]
internal sealed record SignInTicket(
    [property: Id(0)] UserName User,
    [property: Id(1)] long CredentialVersion,
    [property: Id(2)] SessionKind Kind,
    [property: Id(3)] ImmutableArray<string> Methods,
    [property: Id(4)] ImmutableArray<byte> SecretHash,
    [property: Id(5)] DateTimeOffset ExpiresAt);
