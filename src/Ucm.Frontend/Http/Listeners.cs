using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Ucm.Frontend.Http.ClientCertificates;
using Ucm.Frontend.Http.Proxies;
using Ucm.Frontend.Tls;

namespace Ucm.Frontend.Http;

/// <summary>The listeners: TLS for people and enrolment, on wish a second one that asks for client certificates, and plain HTTP for status.</summary>
internal static class Listeners
{
    /// <summary>The largest body any endpoint takes (an ACME or REST request with a CSR); endpoints set lower limits.</summary>
    private const long MaxBodyBytes = 1024 * 1024;

    public static void Configure(KestrelServerOptions kestrel, HttpOptions http, ServerCertificateHolder certificate, ProxyProtocol proxies)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        Listen(kestrel, http.Address, http.HttpPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            UseProxies(listen, proxies);
        });
        Listen(kestrel, http.Address, http.HttpsPort, listen =>
        {
            UseProxies(listen, proxies);
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Current) });
        });
        if (http.MtlsPort != 0)
        {
            Listen(kestrel, http.Address, http.MtlsPort, listen =>
            {
                UseProxies(listen, proxies);
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(ClientCertificateTls.Options(certificate));
            });
        }
    }

    /// <summary>The plain listener alone, for a silo that shows health and metrics.</summary>
    public static void ConfigurePlain(KestrelServerOptions kestrel, HttpOptions http) =>
        Listen(kestrel, http.Address, http.HttpPort, static listen => listen.Protocols = HttpProtocols.Http1);

    /// <summary>In front of TLS.</summary>
    private static void UseProxies(ListenOptions listen, ProxyProtocol proxies)
    {
        if (proxies.IsOn)
        {
            listen.Use(proxies.Middleware);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, string address, int port, Action<ListenOptions> configure)
    {
        if (address == "*")
        {
            kestrel.ListenAnyIP(port, configure);
        }
        else if (string.Equals(address, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            kestrel.ListenLocalhost(port, configure);
        }
        else
        {
            kestrel.Listen(IPAddress.Parse(address), port, configure);
        }
    }
}
