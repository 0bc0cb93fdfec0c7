using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Ucm.Frontend.Tls;

/// <summary>The certificate the TLS listener presents. Replaced as a whole, so a handshake sees the old one or the new one.</summary>
internal sealed class ServerCertificateHolder
{
    private volatile SslServerAuthenticationOptions? current;

    public bool IsEmpty => current is null;

    /// <exception cref="InvalidOperationException">No certificate has been set yet.</exception>
    public SslServerAuthenticationOptions Current => current ?? throw new InvalidOperationException("The server certificate is not there yet.");

    /// <param name="chain">The issuers to send along, nearest first, without the root.</param>
    public void Replace(X509Certificate2 certificate, X509Certificate2Collection chain) => current = new SslServerAuthenticationOptions
    {
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
    };
}
