using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>The one table of permissions: roles are checked against it, REST and docs are made from it.</summary>
public static class Permissions
{
    public static ImmutableArray<PermissionInfo> All { get; } =
    [
        new(Permission.CertificatesRead, "See certificates, export them, and the counts of the dashboard.", PermissionLimits.Certificates),
        new(
            Permission.CertificatesIssue,
            "Issue certificates, preview what a profile makes of a request, decide on others' requests.",
            PermissionLimits.AuthoritiesAndProfiles),
        new(Permission.CertificatesRevoke, "Revoke certificates, put them on hold, release them.", PermissionLimits.Certificates),
        new(Permission.CertificatesEdit, "Change labels, owner and notes of certificates.", PermissionLimits.Certificates),
        new(Permission.RequestsSubmit, "Submit requests for certificates, which somebody else decides on.", PermissionLimits.AuthoritiesAndProfiles),
        new(Permission.AuthoritiesRead, "See authorities and their settings.", PermissionLimits.None),
        new(Permission.AuthoritiesManage, "Make and import authorities, change their settings, suspend, resume and retire them.", PermissionLimits.None),
        new(Permission.ProfilesRead, "See certificate profiles and their versions.", PermissionLimits.None),
        new(Permission.ProfilesManage, "Create, change and disable certificate profiles.", PermissionLimits.None),
        new(Permission.AcmeRead, "See ACME servers, accounts, orders and external account keys.", PermissionLimits.None),
        new(Permission.AcmeManage, "Create and change ACME servers and external account keys, deactivate accounts, move renewals.", PermissionLimits.None),
        new(Permission.AuditRead, "See the audit log.", PermissionLimits.None),
        new(Permission.UsersRead, "See users, roles, groups, and everybody's sessions and API tokens.", PermissionLimits.None),
        new(Permission.UsersManage, "Create, change and delete users, roles and groups; end anybody's sessions and API tokens.", PermissionLimits.None),
        new(Permission.MetricsRead, "Read the numbers of a process with a frontend.", PermissionLimits.None),
    ];

    public static PermissionInfo? Find(string name) => All.FirstOrDefault(known => known.Name == name);
}

/// <param name="Description">What one may do with it: a sentence.</param>
/// <param name="Limits">How a grant of it may be limited.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.permission-info")]
public sealed record PermissionInfo([property: Id(0)] string Name, [property: Id(1)] string Description, [property: Id(2)] PermissionLimits Limits);

/// <summary>The limits that a grant of a permission may have.</summary>
// Sent: numbers are forever.
public enum PermissionLimits
{
    /// <summary>It holds everywhere or not at all.</summary>
    None = 0,

    /// <summary>Authorities and profiles.</summary>
    AuthoritiesAndProfiles = 1,

    /// <summary>Authorities, profiles, and one's own certificates.</summary>
    Certificates = 2,
}
