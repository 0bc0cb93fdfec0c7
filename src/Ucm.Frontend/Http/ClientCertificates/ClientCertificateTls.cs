using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Ucm.Frontend.Tls;

namespace Ucm.Frontend.Http.ClientCertificates;

/// <summary>
/// The handshake of the listener for client certificates. It asks for a certificate and takes any, or none: the client proves that it holds the key, and
/// the silo decides what that is worth. Sessions are not resumed, because a resumed one would not show the certificates again.
/// </summary>
internal static class ClientCertificateTls
{
    public static TlsHandshakeCallbackOptions Options(ServerCertificateHolder holder) => new()
    {
        OnConnection = context => ValueTask.FromResult(ForConnection(holder.Current, context.Connection)),
    };

    private static SslServerAuthenticationOptions ForConnection(SslServerAuthenticationOptions server, ConnectionContext connection) => new()
    {
        EnabledSslProtocols = server.EnabledSslProtocols,
        ServerCertificateContext = server.ServerCertificateContext,
        ApplicationProtocols = server.ApplicationProtocols,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Nothing(),
        RemoteCertificateValidationCallback = (_, certificate, chain, _) => Keep(connection, certificate, chain),
        AllowTlsResume = false,
        AllowRenegotiation = false,
    };

    /// <summary>The default would look into the system's store, and fetch what a stranger's certificate points to.</summary>
    private static X509ChainPolicy Nothing() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
    };

    private static bool Keep(ConnectionContext connection, X509Certificate? certificate, X509Chain? chain)
    {
        if (certificate is null)
        {
            return true;
        }

        var own = certificate.GetRawCertData();
        var others = (chain?.ChainPolicy.ExtraStore ?? [])
            .Select(static other => other.RawData)
            .Where(other => !other.AsSpan().SequenceEqual(own))
            .Take(PresentedCertificates.MaxCount - 1)
            .ToArray();
        if (own.Length > PresentedCertificates.MaxLength || others.Any(static other => other.Length > PresentedCertificates.MaxLength))
        {
            return false;
        }

        connection.Features.Set(new PresentedCertificates([[.. own], .. others.Select(static other => other.ToImmutableArray())]));
        return true;
    }
}
