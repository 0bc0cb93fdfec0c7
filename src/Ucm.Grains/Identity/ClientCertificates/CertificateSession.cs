using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;

namespace Ucm.Grains.Identity.ClientCertificates;

internal static class CertificateSession
{
    /// <summary>False for an administrator whose rule does not say so; also when the user became one after the sign-in.</summary>
    public static bool Allows(this SessionCertificate certificate, UserAccess user) =>
        certificate.MayAdminister || !(user.Permissions.Contains(Permission.All) || user.Roles.Contains(Roles.Admin));
}
