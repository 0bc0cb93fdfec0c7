using System.Collections.Immutable;
using Ucm.Grains.Identity.Access;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Jobs;

/// <summary>Who made a job, with what he may at this moment.</summary>
internal sealed class JobMaker(IGrainFactory grains)
{
    public static string PermissionOf(JobKind kind) => kind == JobKind.Revoke ? Permission.CertificatesRevoke : Permission.CertificatesRead;

    public static ImmutableArray<Grant> GrantsOf(Caller caller) =>
        [.. caller.Permissions.Select(Grant.Everywhere), .. caller.Grants.IsDefault ? [] : caller.Grants];

    /// <summary>Refusals: Forbidden, when the user is gone, disabled, or may not do this kind of work any more; Unavailable.</summary>
    public async Task<Outcome<Caller>> Now(JobState job, CancellationToken cancellationToken)
    {
        var access = await Find(job.Maker, cancellationToken);
        if (!access.Succeeded)
        {
            return access.Refusal;
        }

        var user = access.Value;
        if (user.Generation != job.Generation)
        {
            return new Refusal(RefusalCode.Forbidden, "The user who made the job was deleted.");
        }

        var present = user.Permissions.Select(Grant.Everywhere).Concat(user.Grants.IsDefault ? [] : user.Grants).ToList();
        var both = job.Grants.SelectMany(grant => present.Select(grant.Intersect)).OfType<Grant>().ToLookup(static grant => grant.IsLimited);
        var maker = job.Maker with
        {
            Permissions = [.. both[false].Select(static grant => grant.Permission).Distinct(StringComparer.Ordinal)],
            Grants = [.. both[true]],
            Since = user.CreatedAt - UserRights.Skew,
        };
        var permission = PermissionOf(job.Kind);
        return maker.MaySomewhere(permission)
            ? maker
            : new Refusal(RefusalCode.Forbidden, $"The user who made the job has the permission {permission} no longer.");
    }

    /// <summary>Refusals: Forbidden, when the user is gone or disabled; Unavailable.</summary>
    public async Task<Outcome<UserAccess>> Find(Caller maker, CancellationToken cancellationToken)
    {
        if (!UserName.TryParse(maker.User, out var name))
        {
            return new Refusal(RefusalCode.Forbidden, "Only users make jobs.");
        }

        var access = await grains.User(name).GetAccess(cancellationToken);
        return access.Succeeded || access.Refusal.Code == RefusalCode.Unavailable
            ? access
            : new Refusal(RefusalCode.Forbidden, "The user who made the job is disabled or was deleted.");
    }
}
