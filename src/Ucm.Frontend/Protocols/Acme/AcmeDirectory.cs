using Microsoft.Extensions.Options;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>The directory (RFC 8555 §7.1.1), one for each profile that issues for names a challenge can prove.</summary>
internal sealed class AcmeDirectory(AcmeUrls urls, IOptions<AcmeDirectoryOptions> options)
{
    public const string DefaultProfile = "tls-server";

    /// <summary>What no challenge proves (people, code, sub-authorities) is not issued over ACME.</summary>
    public static IReadOnlyDictionary<string, string> Profiles { get; } = BuiltInProfiles.All
        .Where(static profile => profile.Name.StartsWith("tls-server", StringComparison.Ordinal) && profile.Names.Allowed.Contains(GeneralNameKind.Dns))
        .ToDictionary(static profile => profile.Name, static profile => $"TLS servers: {profile.Name}");

    public AcmeReply Get(string? profile)
    {
        if (profile is not null && !Profiles.ContainsKey(profile))
        {
            return AcmeProblems.Malformed("There is no such profile.", StatusCodes.Status404NotFound);
        }

        var settings = options.Value;
        var meta = new DirectoryMetaJson(
            settings.TermsOfService,
            settings.Website,
            settings.CaaIdentities.Count > 0 ? settings.CaaIdentities : null,
            settings.RequireExternalAccount ? true : null,
            Profiles);
        var json = new DirectoryJson(urls.NewNonce, urls.NewAccount, urls.NewOrder(profile), urls.RevokeCert, urls.KeyChange, meta);
        return AcmeReply.Json(json, AcmeJsonContext.Default.DirectoryJson);
    }
}
