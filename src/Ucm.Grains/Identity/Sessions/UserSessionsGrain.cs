using System.Security.Cryptography;
using System.Text;
using Orleans.Concurrency;
using Ucm.Grains.Identity.Access;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.Identity;

namespace Ucm.Grains.Identity.Sessions;

/// <summary>Answers from the table of sessions and the user's numbers, which say what of it is alive; wakes no session but the one that is to end.</summary>
[StatelessWorker]
internal sealed class UserSessionsGrain(ISessionIndex sessions, TimeProvider clock) : Grain, IUserSessionsGrain
{
    private const int Most = 500;
    private const int HandleOctets = 16;

    public async Task<Outcome<UserSessions>> List(UserName user, Caller caller, CancellationToken cancellationToken)
    {
        if (!IsHimself(user, caller) && !caller.May(Permission.UsersRead))
        {
            return IdentityRefusals.Forbidden(Permission.UsersRead);
        }

        var alive = await Alive(user, cancellationToken);
        return alive.Succeeded ? new UserSessions([.. alive.Value.Select(row => View(row, caller))]) : alive.Refusal;
    }

    public async Task<Outcome<SessionView>> End(UserName user, string handle, Caller caller, CancellationToken cancellationToken)
    {
        if (!IsHimself(user, caller) && !caller.May(Permission.UsersManage))
        {
            return IdentityRefusals.Forbidden(Permission.UsersManage);
        }

        var alive = await Alive(user, cancellationToken);
        if (!alive.Succeeded)
        {
            return alive.Refusal;
        }

        if (!IsHimself(user, caller) && await RefuseOver(user, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return Array.Find(alive.Value, row => Handle(row.Id) == handle) is { } found
            ? await GrainFactory.Session(found.Id).End(IsHimself(user, caller) ? "ended-by-user" : "ended-by-administrator", caller, cancellationToken)
            : new Refusal(RefusalCode.NotFound, "There is no such session; it may have ended.");
    }

    private async Task<Refusal?> RefuseOver(UserName user, Caller caller, CancellationToken cancellationToken)
    {
        var access = await GrainFactory.User(user).GetAccess(cancellationToken);
        return access.Succeeded
            ? UserChanges.RefuseOver(Rights.Of(access.Value), caller)
            : access.Refusal;
    }

    private async Task<Outcome<SessionRow[]>> Alive(UserName user, CancellationToken cancellationToken)
    {
        var access = await GrainFactory.User(user).GetAccess(cancellationToken);
        if (!access.Succeeded)
        {
            // One who is disabled has no sessions.
            return access.Refusal.Code == RefusalCode.Forbidden ? Array.Empty<SessionRow>() : access.Refusal;
        }

        var rows = await sessions.List(user.Value, clock.GetUtcNow(), Most, cancellationToken);
        return rows.Where(row => IsAlive(row, access.Value)).ToArray();
    }

    private static bool IsAlive(SessionRow row, UserAccess user) =>
        (row.CredentialVersion == user.CredentialVersion && row.Epoch == user.SessionEpoch) || row.Id == user.KeptSession;

    private static bool IsHimself(UserName user, Caller caller) => caller.Kind == CallerKind.User && caller.Name == user.Value;

    private static UserSession View(SessionRow row, Caller caller) => new(
        Handle(row.Id),
        (SessionKind)row.Kind,
        row.Address,
        [.. row.Methods.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        row.OpenedAt,
        row.ExpiresAt,
        row.Id == caller.Session);

    private static string Handle(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, HandleOctets));
}
