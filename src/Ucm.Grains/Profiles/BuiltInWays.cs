using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Profiles;

/// <summary>The ways in of the profiles that are part of the product.</summary>
internal static class BuiltInWays
{
    private static readonly WayIn[] People = [WayIn.Rest, WayIn.Console];
    private static readonly WayIn[] Devices = [.. People, WayIn.Scep, WayIn.Est];

    public static WayIn[] Of(string profile) => profile switch
    {
        "tls-server" => [.. Devices, WayIn.Acme],
        "tls-server-short" => [.. Devices, WayIn.Acme, WayIn.System],
        "tls-client" or "vpn-server" or "vpn-client" or "email" => Devices,
        "sub-ca" => [.. People, WayIn.System],
        BuiltInProfiles.OcspSigning => [WayIn.System],
        _ => People,
    };
}
