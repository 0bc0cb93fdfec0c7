using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Grains.Profiles;

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
        return new IssuanceRequest(command.Request, RequestHash.Of(command), command.Caller, profile, issuer.Value, signer.Sign)
        {
            Csr = command.Csr,
            Content = command.Content,
        };
    }

    /// <summary>After step 2: what was issued before is returned by an authority in any state, but only an online one issues.</summary>
    public static Refusal? CheckOnline(IssuerContext issuer) => issuer.Snapshot is { Status: not AuthorityStatus.Online }
        ? new Refusal(RefusalCode.AuthorityUnavailable, $"The authority {issuer.Id} is not online.")
        : null;

    private static string Shown(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
