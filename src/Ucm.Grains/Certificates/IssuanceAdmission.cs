using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Grains.Profiles;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Certificates;

/// <summary>Step 1: may this caller have a certificate of this profile from this authority?</summary>
internal sealed class IssuanceAdmission(AuthoritySnapshots snapshots, IProfileSource profiles, IGrainFactory grains)
{
    public async ValueTask<Outcome<IssuanceRequest>> Admit(IssueCommand command, CancellationToken cancellationToken)
    {
        if (!command.Caller.May(Permission.CertificatesIssue))
        {
            return Refusals.Forbidden(Permission.CertificatesIssue);
        }

        var profile = await profiles.Find(command.Profile, cancellationToken);
        if (profile is null)
        {
            return new Refusal(RefusalCode.UnknownProfile, $"There is no profile {Shown(command.Profile)}.");
        }

        if (profile.IsAuthority && !command.Caller.May(Permission.AuthoritiesManage))
        {
            return Refusals.Forbidden(Permission.AuthoritiesManage);
        }

        var issuer = await snapshots.Confirm(command.Authority, cancellationToken);
        if (!issuer.Succeeded)
        {
            return issuer.Refusal;
        }

        var signer = grains.Signer(command.Authority);
        return new IssuanceRequest(command.Request, RequestHash.Of(command), command.Caller, profile, issuer.Value, IsOwnResponder(command.Caller, profile) ? ForResponder(signer) : signer.Sign)
        {
            Csr = command.Csr,
            Content = command.Content,
        };
    }

    /// <summary>
    /// After step 2: what was issued before is returned by an authority in any state, but only an online one issues; one that is suspended or retired still owes the world
    /// the status of what it issued, and so a certificate to its OCSP responder.
    /// </summary>
    public static Refusal? CheckOnline(IssuanceRequest request) =>
        request.Issuer.Snapshot is { Status: AuthorityStatus.Offline or AuthorityStatus.Retired } && IsOwnResponder(request.Caller, request.Profile)
            ? null
            : CheckOnline(request.Issuer);

    public static Refusal? CheckOnline(IssuerContext issuer) => issuer.Snapshot is { Status: not AuthorityStatus.Online }
        ? new Refusal(RefusalCode.AuthorityUnavailable, $"The authority {issuer.Id} is not online.")
        : null;

    /// <summary>Only the platform itself is a caller of this kind (the call gate sees to it): a user's certificate of this profile is like any other.</summary>
    private static bool IsOwnResponder(Caller caller, CertificateProfile profile) => caller.Kind == CallerKind.System && profile.Name == BuiltInProfiles.OcspSigning;

    private static CertificateSigner ForResponder(ISignerGrain signer) =>
        (command, cancellationToken) => signer.Sign(command with { Purpose = SigningPurpose.OcspResponder }, cancellationToken);

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
