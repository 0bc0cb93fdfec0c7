using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Ucm.Grains.Activations;
using Ucm.Grains.Identity.Access;
using Ucm.Grains.Identity.ClientCertificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Identity;

/// <summary>Holds one sign-in. What the user may do is asked of the user at each check, so that a changed role or password counts at once.</summary>
internal sealed class SessionGrain(
    [PersistentState(SessionState.Name, GrainStorageNames.Audited)] IPersistentState<SessionState> session,
    CertificateStanding certificates,
    IOptions<AuthOptions> options,
    TimeProvider clock) : Grain, ISessionGrain
{
    private DateTimeOffset _seenAt;

    private string Id => this.GetPrimaryKeyString()["session:".Length..];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _seenAt = session.State.SeenAt;
        return Task.CompletedTask;
    }

    public async Task<Outcome<SessionView>> Open(OpenSessionCommand command, CancellationToken cancellationToken)
    {
        if (session.RecordExists)
        {
            return new Refusal(RefusalCode.Conflict, "The session exists.");
        }

        var now = clock.GetUtcNow();
        var next = new SessionState
        {
            User = command.User.Name,
            Kind = command.Kind,
            SecretHash = command.SecretHash,
            CredentialVersion = command.User.CredentialVersion,
            OpenedAt = now,
            ExpiresAt = now + options.Value.RefreshTokenLifetime,
            SeenAt = now,
            Methods = command.Methods,
            SessionEpoch = command.User.SessionEpoch,
            Address = command.Address,
            Certificate = command.Certificate,
        };
        var detail = Detail.Of(("kind", command.Kind == SessionKind.Console ? "console" : "api"), ("methods", string.Join(' ', command.Methods)));
        var entry = Entry("session.open", next.User, $"user:{next.User}", command.Address, detail);
        await session.Commit(next, CommitCompanion.Of(entry).And(CommitCompanion.Of(Row(next))), cancellationToken);
        _seenAt = now;
        return View(command.User);
    }

    public async Task<Outcome<SessionView>> Check(bool touch, CancellationToken cancellationToken)
    {
        var view = await Look(cancellationToken);
        if (view.Succeeded && touch)
        {
            await Touch(clock.GetUtcNow(), cancellationToken);
        }

        return view;
    }

    public async Task<Outcome<SessionView>> Look(CancellationToken cancellationToken)
    {
        if (!Lives(clock.GetUtcNow()))
        {
            this.ForgetSoon();
            return IdentityRefusals.NoSession;
        }

        var user = await GrainFactory.User(session.State.User).GetAccess(cancellationToken);
        return user switch
        {
            { Succeeded: true } when IsCurrent(user.Value) && await IsGood(session.State.Certificate, user.Value, cancellationToken) => View(user.Value),
            { Refusal: { Code: RefusalCode.Unavailable } outage } => outage,
            _ => IdentityRefusals.NoSession,
        };
    }

    public async Task<Outcome<SessionView>> Prove(string method, Caller caller, CancellationToken cancellationToken)
    {
        var view = await Look(cancellationToken);
        if (!view.Succeeded || caller.User != view.Value.User.Value)
        {
            return view.Refusal ?? IdentityRefusals.NoSession;
        }

        var methods = session.State.Methods.IsDefault ? [] : session.State.Methods;
        var next = session.State with { ProvenAt = clock.GetUtcNow(), Methods = methods.Contains(method) ? methods : methods.Add(method) };
        var entry = Entry("session.prove", next.User, caller.ToString(), caller.Address, Detail.Of(("method", method)));
        await session.Commit(next, CommitCompanion.Of(entry), cancellationToken);
        return await Look(cancellationToken);
    }

    public async Task<Outcome<SessionView>> End(string reason, Caller caller, CancellationToken cancellationToken)
    {
        if (!session.RecordExists)
        {
            this.ForgetSoon();
            return IdentityRefusals.NoSession;
        }

        var user = await GrainFactory.User(session.State.User).GetAccess(cancellationToken);
        if (session.State.EndedAt is null)
        {
            var next = session.State with { EndedAt = clock.GetUtcNow() };
            var entry = Entry("session.end", session.State.User, caller.ToString(), caller.Address, Detail.Of(("reason", reason)));
            await session.Commit(next, CommitCompanion.Of(entry).And(CommitCompanion.Of(new SessionGone(Id))), cancellationToken);
        }

        return user.Succeeded ? View(user.Value) : IdentityRefusals.NoSession;
    }

    private bool Lives(DateTimeOffset now) =>
        session.RecordExists
        && session.State.EndedAt is null
        && now < session.State.ExpiresAt
        && (session.State.Kind != SessionKind.Console || now < _seenAt + options.Value.SessionIdleTimeout);

    private bool IsCurrent(UserAccess user) =>
        (user.CredentialVersion == session.State.CredentialVersion && user.SessionEpoch == session.State.SessionEpoch) || user.KeptSession == Id;

    /// <summary>Asked of the certificate's own row, each time: a revoked certificate ends its sessions at once.</summary>
    private async ValueTask<bool> IsGood(SessionCertificate? certificate, UserAccess user, CancellationToken cancellationToken) =>
        certificate is null || (certificate.Allows(user) && await certificates.FindFault(certificate, cancellationToken) is null);

    private async Task Touch(DateTimeOffset now, CancellationToken cancellationToken)
    {
        _seenAt = now;
        if (session.State.Kind == SessionKind.Console && now - session.State.SeenAt > options.Value.SessionIdleTimeout / 8)
        {
            session.State = session.State with { SeenAt = now };
            await session.WriteStateAsync(cancellationToken);
        }
    }

    private SessionRow Row(SessionState state) => new(
        Id, state.User.Value, (int)state.Kind, state.Address, string.Join(' ', state.Methods), state.OpenedAt, state.ExpiresAt)
    {
        CredentialVersion = state.CredentialVersion,
        Epoch = state.SessionEpoch,
    };

    private SessionView View(UserAccess user)
    {
        var (now, provenAt) = (clock.GetUtcNow(), session.State.ProvenAt ?? session.State.OpenedAt);
        ImmutableArray<string> methods = session.State.Methods.IsDefault ? [] : session.State.Methods;
        var guarded = user.Guarded.IsDefault ? [] : user.Guarded;
        var met = guarded.Where(grant => grant.Demand.IsMet(methods, provenAt, now)).ToList();
        var shown = met.Select(static grant => grant.Grant).ToLookup(static grant => grant.IsLimited);
        var everywhere = user.Permissions.Concat(shown[false].Select(static grant => grant.Permission));
        return new SessionView(
            Id,
            session.State.Kind,
            user.Name,
            user.Roles,
            [.. everywhere.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            user.MustChangePassword,
            session.State.SecretHash,
            session.State.ExpiresAt)
        {
            Grants = [.. user.Grants.Concat(shown[true])],
            Since = user.CreatedAt - UserRights.Skew,
            Methods = methods,
            ProvenAt = provenAt,
            Locked = [.. guarded.Except(met)],
        };
    }

    private AuditEntry Entry(string action, UserName user, string actor, string? address, string detail) =>
        new(clock.GetUtcNow(), actor, address, action, $"user:{user}", detail);
}
