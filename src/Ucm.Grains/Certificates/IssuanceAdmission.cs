using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Grains.Profiles;

namespace Ucm.Grains.Certificates;

/// <summary>
/// Step 1: may this caller have a certificate of this profile from this authority by this way in? The one place that decides; frontends keep no list.
/// Asked in this order: permission · request id is the caller's · way in fits the caller · profile takes the way in and the authority · authorities and roots.
/// </summary>
internal sealed class IssuanceAdmission(AuthoritySnapshots snapshots, ProfileDirectory profiles, IGrainFactory grains)
{
    public async ValueTask<Outcome<IssuanceRequest>> Admit(IssueCommand command, CancellationToken cancellationToken)
    {
        if (!command.Caller.May(Permission.CertificatesIssue, new GrantTarget(command.Authority.Value, command.Profile)))
        {
            return command.Caller.MaySomewhere(Permission.CertificatesIssue)
                ? new Refusal(RefusalCode.Forbidden, $"Your permission {Permission.CertificatesIssue} does not reach to this authority and profile.")
                : Refusals.Forbidden(Permission.CertificatesIssue);
        }

        var way = CallerWays.Of(command);
        if ((CallerWays.CheckRequest(command) ?? CallerWays.CheckWay(command.Caller, way)) is { } foreign)
        {
            return foreign;
        }

        var annotations = AnnotationRules.Normalize(command.Annotations);
        if (!annotations.Succeeded)
        {
            return annotations.Refusal;
        }

        var profile = await Offered(way, command.Profile, command.Authority, cancellationToken);
        if (!profile.Succeeded)
        {
            return profile.Refusal;
        }

        if (profile.Value.Certificate.IsAuthority && !command.Caller.May(Permission.AuthoritiesManage))
        {
            return Refusals.Forbidden(Permission.AuthoritiesManage);
        }

        var issuer = await snapshots.Confirm(command.Authority, cancellationToken);
        if (!issuer.Succeeded)
        {
            return issuer.Refusal;
        }

        if (IsLeafOfRoot(profile.Value, issuer.Value) && way != WayIn.System)
        {
            return new Refusal(
                RefusalCode.PolicyViolation,
                $"The authority {command.Authority} is a root, which issues to authorities only. Ask an authority under it, or set leaves_from_root in its issuance settings.");
        }

        var signer = grains.Signer(command.Authority);
        var sign = IsOwnResponder(command.Caller, profile.Value) ? ForResponder(signer) : signer.Sign;
        return new IssuanceRequest(command.Request, RequestHash.Of(command), command.Caller, profile.Value, issuer.Value, sign)
        {
            Csr = command.Csr,
            Content = command.Content,
            Way = way,
            Annotations = annotations.Value with { Version = 0 },
        };
    }

    /// <summary>The profile, if it is for this way in and this authority. Refusals: UnknownProfile, PolicyViolation, AuthorityUnavailable.</summary>
    public async ValueTask<Outcome<IssuanceProfile>> Offered(WayIn way, string name, AuthorityId authority, CancellationToken cancellationToken)
    {
        var found = await profiles.Find(name, cancellationToken);
        if (!found.Succeeded)
        {
            return found;
        }

        var profile = found.Value;
        if (!profile.Allows(way))
        {
            var ways = string.Join(", ", profile.WaysIn.Select(ProfileWords.WaysIn.Word));
            return new Refusal(RefusalCode.PolicyViolation, $"The profile {name} is not for the way in {ProfileWords.WaysIn.Word(way)} (ways_in: {ways}).");
        }

        return profile.Allows(authority)
            ? found
            : new Refusal(RefusalCode.PolicyViolation, $"The profile {name} is not for the authority {authority} (authorities: {string.Join(", ", profile.Authorities!.Value)}).");
    }

    /// <summary>
    /// After step 2: what was issued before is returned by an authority in any state, but only an online one issues; one that is suspended or retired still owes the world
    /// the status of what it issued, and so a certificate to its OCSP responder.
    /// </summary>
    public static Refusal? CheckOnline(IssuanceRequest request) =>
        request.Issuer.Snapshot is { Status: AuthorityStatus.Offline or AuthorityStatus.Retired } && IsOwnResponder(request.Caller, request.Profile)
            ? null
            : CheckOnline(request.Issuer);

    public static Refusal? CheckOnline(IssuerContext issuer) =>
        issuer.Snapshot is { Status: not AuthorityStatus.Online and var status } ? Refusals.NotOnline(issuer.Id, status) : null;

    private static bool IsLeafOfRoot(IssuanceProfile profile, IssuerContext issuer) =>
        !profile.Certificate.IsAuthority && issuer.IsSelfSigned && (issuer.Snapshot?.Issuance ?? IssuancePolicy.Default) is { LeavesFromRoot: false };

    /// <summary>Only the platform itself is a caller of this kind: the call gate sees to it, and nobody else is let in by the way system.</summary>
    private static bool IsOwnResponder(Caller caller, IssuanceProfile profile) => caller.Kind == CallerKind.System && profile.Name == ProfileKind.OcspSigning;

    private static CertificateSigner ForResponder(ISignerGrain signer) =>
        (command, cancellationToken) => signer.Sign(command with { Purpose = SigningPurpose.OcspResponder }, cancellationToken);
}
