using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Authorities;
using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Profiles;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Acme;

/// <summary>
/// Which profiles an order may name: those of the server that are for ACME and for the authority behind it. Decided here, whatever a frontend lists
/// in its directory. Times that the profile, the server or the authority would refuse at the end are refused at once, before anybody has proved
/// anything.
/// </summary>
internal sealed class AcmeProfileCheck(IssuanceAdmission admission, AuthoritySnapshots authorities, TimeProvider clock)
{
    /// <summary>Of a server that offers all profiles, this one comes first.</summary>
    private const string Preferred = "tls-server";

    /// <summary>Those that the server offers, the first by name of which none is named; in a view that the caller confirmed.</summary>
    public static IEnumerable<IssuanceProfile> Offered(AcmeServer server, ObjectSet objects)
    {
        IEnumerable<string> names = server.Profiles is { } listed
            ? listed
            : objects.List(ProfileKind.KindName).Select(static entry => entry.Object.Key.Name).OrderBy(static name => name != Preferred);
        return names
            .Select(name => objects.Find(new ObjectKey(ProfileKind.KindName, name)))
            .Where(static entry => entry?.Object.Status == ObjectStatus.Enabled)
            .Select(static entry => entry!.Read<IssuanceProfile>())
            .Where(profile => profile.Allows(WayIn.Acme) && profile.Allows(server.Authority));
    }

    /// <summary>The name of the profile. Refusals: UnknownProfile, Malformed for times, AuthorityUnavailable.</summary>
    public async ValueTask<Outcome<string>> Choose(AcmeServer server, CreateAcmeOrderCommand order, CancellationToken cancellationToken)
    {
        var name = order.Profile;
        if (name.Length == 0)
        {
            var view = await authorities.ConfirmAll(cancellationToken);
            if (!view.Succeeded)
            {
                return view.Refusal;
            }

            if (Offered(server, view.Value.Objects).FirstOrDefault() is not { } first)
            {
                return new Refusal(RefusalCode.UnknownProfile, $"The ACME server {server.Name} offers no profile at the moment.");
            }

            name = first.Name;
        }
        else if (server.Profiles is { } profiles && !profiles.Contains(name))
        {
            return new Refusal(
                RefusalCode.UnknownProfile,
                $"The ACME server {server.Name} does not offer the profile {Shown(name)}; it offers {string.Join(", ", profiles)}.");
        }

        var offered = await admission.Offered(WayIn.Acme, name, server.Authority, cancellationToken);
        if (!offered.Succeeded)
        {
            return offered.Refusal is { Code: RefusalCode.PolicyViolation } refusal ? refusal with { Code = RefusalCode.UnknownProfile } : offered.Refusal;
        }

        return order is { NotBefore: null, NotAfter: null }
            || await CheckTimes(offered.Value.Certificate, server, order, cancellationToken) is not { } fault
            ? name
            : fault;
    }

    /// <summary>Where the server's own limit ends a certificate that would be valid for longer; null when the profile or the client ends it sooner.</summary>
    public async ValueTask<DateTimeOffset?> EndByServer(AcmeServer server, AcmeOrderState order, CancellationToken cancellationToken)
    {
        if (server.MaximumValidity is not { } maximum || order.NotAfter is not null)
        {
            return null;
        }

        var offered = await admission.Offered(WayIn.Acme, order.Profile, server.Authority, cancellationToken);
        return offered.Succeeded && offered.Value.Certificate.Validity <= maximum ? null : (order.NotBefore ?? clock.GetUtcNow()) + maximum;
    }

    private async ValueTask<Refusal?> CheckTimes(
        CertificateProfile profile, AcmeServer server, CreateAcmeOrderCommand order, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (server.MaximumValidity is { } maximum && order.NotAfter is { } end && end > (order.NotBefore ?? now) + maximum)
        {
            return new Refusal(
                RefusalCode.Malformed,
                $"The ACME server {server.Name} lets certificates be valid for at most {maximum}: "
                    + $"notAfter can be {(order.NotBefore ?? now) + maximum:yyyy-MM-ddTHH:mm:ssZ} at the latest.");
        }

        var issuer = await authorities.Confirm(server.Authority, cancellationToken);
        if (!issuer.Succeeded)
        {
            return issuer.Refusal;
        }

        return ValidityRules.FindFault(profile, issuer.Value.Info, order.NotBefore, order.NotAfter, now) is { } fault
            ? new Refusal(RefusalCode.Malformed, fault.Detail)
            : null;
    }

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
