using System.Net;
using System.Net.Sockets;

namespace Ucm.Silo.Hosting;

/// <summary>A loopback port nobody listens on: Orleans refuses silo port 0.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
