using System.Collections.Immutable;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Identity;

/// <summary>Opens the session of a user who has proved who he is, by whatever means, and makes what carries it: a cookie's value, or tokens.</summary>
internal sealed class SessionOpener(IGrainFactory grains, TokenMinter tokens)
{
    /// <param name="methods">As in <see cref="OpenSessionCommand.Methods"/>.</param>
    public Task<Outcome<SignedIn>> Open(
        UserAccess user, SessionKind kind, ImmutableArray<string> methods, string? address, CancellationToken cancellationToken) =>
        Open(user, kind, methods, address, certificate: null, cancellationToken);

    /// <param name="certificate">Of a user who signed in by one: the session ends with it.</param>
    public Task<Outcome<SignedIn>> Open(
        UserAccess user,
        SessionKind kind,
        ImmutableArray<string> methods,
        string? address,
        SessionCertificate? certificate,
        CancellationToken cancellationToken)
    {
        var secret = kind == SessionKind.Console ? Secrets.NewSecret() : null;
        var command = new OpenSessionCommand(user, kind, secret is null ? [] : Secrets.Hash(secret), address) { Methods = methods, Certificate = certificate };
        return Open(command, secret, cancellationToken);
    }

    public async Task<SignedIn> Tokens(SessionView session, RefreshToken refresh, CancellationToken cancellationToken)
    {
        var access = await tokens.Mint(session, cancellationToken);
        return new SignedIn(session, Cookie: null, new SecretText(access), new SecretText($"{refresh.Family}.{refresh.Secret.Value}"), tokens.Lifetime);
    }

    private async Task<Outcome<SignedIn>> Open(OpenSessionCommand command, string? cookieSecret, CancellationToken cancellationToken)
    {
        var id = Secrets.NewId();
        var session = await grains.Session(id).Open(command, cancellationToken);
        if (!session.Succeeded)
        {
            return session.Refusal;
        }

        if (cookieSecret is not null)
        {
            return new SignedIn(session.Value, new SecretText($"{id}.{cookieSecret}"), AccessToken: null, RefreshToken: null, TimeSpan.Zero);
        }

        var refresh = await grains.RefreshToken(Secrets.NewId()).Begin(session.Value, cancellationToken);
        return refresh.Succeeded ? await Tokens(session.Value, refresh.Value, cancellationToken) : refresh.Refusal;
    }
}
