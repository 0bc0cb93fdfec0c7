using System.Net.Sockets;

namespace Ucm.Grains.Acme.Validation;

/// <summary>A connection that gives its place back when it is closed.</summary>
internal sealed class CountedStream(Socket socket, IDisposable place) : NetworkStream(socket, ownsSocket: true)
{
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        place.Dispose();
    }
}
