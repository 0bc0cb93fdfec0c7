using System.Net;

namespace Ucm.Frontend.Http.Proxies;

internal static partial class ProxyProtocolLog
{
    [LoggerMessage(
        EventId = 7301,
        Level = LogLevel.Warning,
        Message = "A connection from {Sender} was closed because it does not begin with a PROXY protocol v2 header for TCP ({Status}). "
            + "Ucm:Http:ProxyProtocol:From lists this sender: let it send one (HAProxy: send-proxy-v2 and check-send-proxy), or take it off the list")]
    public static partial void ProxyHeaderRefused(this ILogger logger, IPAddress sender, ProxyHeaderStatus status);
}
