using System.ComponentModel;
using System.Text.Json.Serialization;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Admin.Api;

/// <summary>What an authority issues at all, whatever a profile would allow.</summary>
internal static class IssuanceSettingsEndpoints
{
    private static readonly AuthoritySettings<IssuanceSettingsBody, IssuancePolicy> Settings = new(
        ApiJson.Default.IssuanceSettingsBody,
        static body => new Outcome<IssuancePolicy> { Value = new IssuancePolicy(body.LeavesFromRoot) },
        static (authority, policy, caller, cancellationToken) => authority.SetIssuancePolicy(new SetIssuancePolicyCommand(policy, caller), cancellationToken),
        static (authority, _, _) => Task.FromResult<IResult>(TypedResults.Json(ToBody(authority.Issuance), ApiJson.Default.IssuanceSettingsBody)));

    public static void MapIssuanceSettings(this RouteGroupBuilder authorities)
    {
        authorities.MapGet("/{id}/issuance", Settings.Get)
            .Signed(Permission.AuthoritiesRead).Gives<IssuanceSettingsBody>().Refuses(404)
            .Named("getIssuance", "Read issuance settings", "What the authority issues at all.");
        authorities.MapPut("/{id}/issuance", Settings.Put)
            .Signed(Permission.AuthoritiesManage).Takes<IssuanceSettingsBody>(AuthoritySettings.MaxBody).Gives<IssuanceSettingsBody>().Refuses(400, 404)
            .Named("setIssuance", "Change issuance settings", "Every node issues by them within a second.");
    }

    private static IssuanceSettingsBody ToBody(IssuancePolicy? policy) => new() { LeavesFromRoot = (policy ?? IssuancePolicy.Default).LeavesFromRoot };
}

// Sent: names are forever.
[Description("What an authority issues at all, whatever a profile would allow.")]
internal sealed class IssuanceSettingsBody
{
    [JsonPropertyName("leaves_from_root")]
    [Description("A self-signed root issues certificates that are no authorities' too; without it, to authorities only.")]
    public required bool LeavesFromRoot { get; init; }
}
