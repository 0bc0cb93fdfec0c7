namespace Ucm.Grains.Interfaces.Identity;

/// <summary>Names of permissions, as stored in roles and tokens.</summary>
public static class Permission
{
    public const string All = "*";
    public const string CertificatesRead = "certificates:read";
    public const string CertificatesIssue = "certificates:issue";
    public const string CertificatesRevoke = "certificates:revoke";
    public const string CertificatesEdit = "certificates:edit";
    public const string RequestsSubmit = "requests:submit";
    public const string AuthoritiesRead = "authorities:read";
    public const string AuthoritiesManage = "authorities:manage";
    public const string ProfilesRead = "profiles:read";
    public const string ProfilesManage = "profiles:manage";
    public const string AcmeRead = "acme:read";
    public const string AcmeManage = "acme:manage";
    public const string AuditRead = "audit:read";
    public const string UsersRead = "users:read";
    public const string UsersManage = "users:manage";

    /// <summary>The numbers of a process with a frontend; they tell how much is issued and asked, and by which protocols.</summary>
    public const string MetricsRead = "metrics:read";
}
