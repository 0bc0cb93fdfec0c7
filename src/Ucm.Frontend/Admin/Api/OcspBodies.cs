using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Admin.Api;

// Sent: names are forever.
[Description("What an authority's OCSP answers say. What is absent or null is as the installation's settings have it.")]
internal sealed class OcspSettingsBody
{
    [JsonPropertyName("extended_revoke")]
    [Description("A serial never issued is answered as revoked instead of unknown (RFC 6960, 2.2).")]
    public bool? ExtendedRevoke { get; init; }

    [JsonPropertyName("archive_cutoff_seconds")]
    [Description("How far back answers say they reach (RFC 6960, 4.4.4): 0, which leaves it out, to 3660 days.")]
    public long? ArchiveCutoffSeconds { get; init; }

    [JsonPropertyName("in_force")]
    [Description("What answers say, with the installation's settings (Ucm:Ocsp) where the authority has none. In a request it changes nothing.")]
    public OcspInForce? InForce { get; init; }
}

internal sealed class OcspInForce
{
    [JsonPropertyName("extended_revoke")]
    public bool? ExtendedRevoke { get; init; }

    [JsonPropertyName("archive_cutoff_seconds")]
    public long? ArchiveCutoffSeconds { get; init; }
}
