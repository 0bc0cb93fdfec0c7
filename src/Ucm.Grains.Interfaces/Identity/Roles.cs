using System.Collections.Immutable;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>The built-in roles and what each may do; administrators make further ones.</summary>
public static class Roles
{
    public const string Admin = "admin";
    public const string Operator = "operator";
    public const string Auditor = "auditor";
    public const string Viewer = "viewer";

    private static readonly ImmutableArray<string> Reading =
        [Permission.CertificatesRead, Permission.AuthoritiesRead, Permission.ProfilesRead, Permission.AcmeRead];

    /// <summary>Every built-in role.</summary>
    public static ImmutableArray<string> All { get; } = [Admin, Operator, Auditor, Viewer];

    /// <summary>The union of what built-in roles permit, sorted, without repeats.</summary>
    public static ImmutableArray<string> PermissionsOf(ImmutableArray<string> roles) =>
        [.. roles.SelectMany(PermissionsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What a built-in role permits; nothing for any other name.</summary>
    public static IEnumerable<string> PermissionsOf(string role) => role switch
    {
        Admin => [Permission.All],
        Operator => [.. Reading, Permission.CertificatesIssue, Permission.CertificatesRevoke, Permission.CertificatesEdit, Permission.MetricsRead],
        Auditor => [.. Reading, Permission.AuditRead, Permission.UsersRead, Permission.MetricsRead],
        Viewer => Reading,
        _ => [],
    };
}
