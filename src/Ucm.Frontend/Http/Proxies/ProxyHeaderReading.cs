using System.Net;

namespace Ucm.Frontend.Http.Proxies;

/// <param name="Length">Of a complete header, in octets; what the client sent begins behind it.</param>
/// <param name="Client">The client's address and port; null when the proxy speaks for itself (LOCAL: a health check).</param>
internal readonly record struct ProxyHeaderReading(ProxyHeaderStatus Status, int Length = 0, IPEndPoint? Client = null);

internal enum ProxyHeaderStatus
{
    /// <summary>All bytes so far belong to a header, and some are missing.</summary>
    Incomplete,

    /// <summary>The bytes do not begin with the signature.</summary>
    Absent,

    /// <summary>The signature, followed by what is not supported or cannot be.</summary>
    Malformed,

    Complete,
}
