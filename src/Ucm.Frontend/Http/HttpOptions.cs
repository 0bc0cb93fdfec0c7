using System.ComponentModel.DataAnnotations;

namespace Ucm.Frontend.Http;

/// <summary>Where the frontend listens.</summary>
internal sealed class HttpOptions
{
    public const string Section = "Ucm:Http";

    /// <summary>An IP address, <c>localhost</c> (both loopbacks), or <c>*</c> for every interface.</summary>
    [Required]
    public string Address { get; set; } = "localhost";

    [Range(0, 65535)]
    public int HttpsPort { get; set; } = 8443;

    [Range(0, 65535)]
    public int HttpPort { get; set; } = 8080;

    /// <summary>The same as the HTTPS port, and asks for client certificates; 0: off.</summary>
    [Range(0, 65535)]
    public int MtlsPort { get; set; }

    /// <summary>
    /// How long a process that was told to stop goes on serving while its readiness says no, so that a load balancer notices before a connection is
    /// refused. Nothing by default in Standalone and Silo, three seconds in Node and at a frontend.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:20")]
    public TimeSpan? DrainTime { get; set; }

    public ServerCertificateOptions Certificate { get; set; } = new();

    /// <summary>Proxies whose connections begin with a PROXY protocol v2 header; nobody else's may.</summary>
    public ProxyListOptions ProxyProtocol { get; set; } = new();

    /// <summary>Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed.</summary>
    public ProxyListOptions ForwardedHeaders { get; set; } = new();

    /// <summary>
    /// The header in which the proxies of <see cref="ForwardedHeaders"/> pass on their client's certificate: <c>Client-Cert</c> (RFC 9440), or any other
    /// name for nginx's escaped PEM. Empty: none does.
    /// </summary>
    public string? ClientCertificateHeader { get; set; }
}

/// <summary>Proxies by address.</summary>
internal sealed class ProxyListOptions
{
    /// <summary>IP addresses and networks; none: off.</summary>
    public IList<string> From { get; } = [];
}

/// <summary>A server certificate of one's own, PEM; without it the frontend is issued one by the authority <c>issuing</c>.</summary>
internal sealed class ServerCertificateOptions
{
    public string? Path { get; set; }

    public string? KeyPath { get; set; }
}
