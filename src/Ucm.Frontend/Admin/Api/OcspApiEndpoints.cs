using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>An authority's OCSP settings. The answers themselves are given by <see cref="Protocols.Ocsp.OcspEndpoints"/>.</summary>
internal static class OcspApiEndpoints
{
    private static readonly AuthoritySettings<OcspSettingsBody, OcspPolicy> Settings = new(
        ApiJson.Default.OcspSettingsBody,
        ToPolicy,
        static (authority, policy, caller, cancellationToken) => authority.SetOcspPolicy(new SetOcspPolicyCommand(policy, caller), cancellationToken),
        Answer);

    public static void MapOcspSettings(this RouteGroupBuilder authorities)
    {
        authorities.MapGet("/{id}/ocsp", Settings.Get)
            .Signed(Permission.AuthoritiesRead).Gives<OcspSettingsBody>().Refuses(404)
            .Named("getOcsp", "Read OCSP settings", "What the authority has set for itself, and in in_force what its answers say.");
        authorities.MapPut("/{id}/ocsp", Settings.Put)
            .Signed(Permission.AuthoritiesManage).Takes<OcspSettingsBody>(AuthoritySettings.MaxBody).Gives<OcspSettingsBody>().Refuses(400, 404)
            .Named("setOcsp", "Change OCSP settings", "Answers signed from now on follow them within a second; those signed before stand until they are renewed.");
    }

    private static Outcome<OcspPolicy> ToPolicy(OcspSettingsBody body) => body.ArchiveCutoffSeconds is < 0 or > AuthoritySettings.MaxSeconds
        ? new Refusal(RefusalCode.Malformed, "Times are seconds, and not negative.")
        : new OcspPolicy(body.ExtendedRevoke, body.ArchiveCutoffSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    private static async Task<IResult> Answer(AuthoritySnapshot authority, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var inForce = await grains.OcspWorker(authority.Id).GetPolicyInForce(cancellationToken);
        return inForce.Succeeded
            ? TypedResults.Json(
                new OcspSettingsBody
                {
                    ExtendedRevoke = authority.Ocsp?.ExtendedRevoke,
                    ArchiveCutoffSeconds = (long?)authority.Ocsp?.ArchiveCutoff?.TotalSeconds,
                    InForce = new OcspInForce
                    {
                        ExtendedRevoke = inForce.Value.ExtendedRevoke,
                        ArchiveCutoffSeconds = (long?)inForce.Value.ArchiveCutoff?.TotalSeconds,
                    },
                },
                ApiJson.Default.OcspSettingsBody)
            : inForce.Refusal.ToProblem();
    }
}
