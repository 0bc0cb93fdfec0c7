namespace Ucm.Frontend.Http.Proxies;

/// <summary>Who is at the other end: for the audit, limits and lockouts.</summary>
internal static class ClientAddresses
{
    /// <summary>The client's address as text; an IPv4 one as such, on a socket for both families too.</summary>
    public static string? ClientAddress(this HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4().ToString() : context.Connection.RemoteIpAddress?.ToString();
}
