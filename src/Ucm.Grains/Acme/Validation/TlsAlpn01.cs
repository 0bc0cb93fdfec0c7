using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Acme.Validation;

/// <summary>tls-alpn-01 (RFC 8737, RFC 8738 §6): a TLS server that negotiates acme-tls/1 and shows a certificate made for this challenge.</summary>
internal sealed class TlsAlpn01(GuardedConnector connector, IOptions<AcmeValidationOptions> options) : IChallengeType
{
    /// <summary>Less than an attempt may take: the attempt then says that it was the handshake that took so long.</summary>
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(6);
    private static readonly SslApplicationProtocol Protocol = new("acme-tls/1");

    public string Name => "tls-alpn-01";

    public bool Proves(SubjectName identifier) =>
        identifier.Kind is SubjectNameKind.Ip || (identifier.Kind is SubjectNameKind.Dns && !identifier.Value.StartsWith('*'));

    public async Task Validate(ValidationRequest request, ValidationTrail trail, CancellationToken cancellationToken)
    {
        var port = options.Value.TlsAlpnPort;
        var host = request.Identifier.Value;
        trail.Ask($"tls://{(host.Contains(':') ? $"[{host}]" : host)}:{port.ToString(CultureInfo.InvariantCulture)}");
        await using var connection = await connector.Connect(host, port, trail, cancellationToken);
        var certificate = await Handshake(connection, ServerName(request.Identifier), trail.Last, cancellationToken);
        if (TlsAlpnCertificate.Fault(certificate, request.Identifier, SHA256.HashData(Encoding.ASCII.GetBytes(request.KeyAuthorization))) is { } fault)
        {
            throw ValidationException.Response($"{trail.Last} negotiated acme-tls/1, but {fault}.");
        }
    }

    /// <summary>What goes into SNI: the name, or the name of an address in in-addr.arpa or ip6.arpa (RFC 8738 §6).</summary>
    internal static string ServerName(SubjectName identifier)
    {
        if (identifier.Kind != SubjectNameKind.Ip)
        {
            return identifier.Value;
        }

        var address = IPAddress.Parse(identifier.Value);
        var octets = address.GetAddressBytes().Reverse();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? $"{string.Join('.', octets)}.in-addr.arpa"
            : $"{string.Join('.', octets.Select(static octet => $"{octet & 15:x}.{octet >> 4:x}"))}.ip6.arpa";
    }

    private static async Task<byte[]> Handshake(Stream connection, string serverName, string asked, CancellationToken cancellationToken)
    {
        byte[]? certificate = null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(HandshakeLimit);
        await using var tls = new SslStream(connection, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = serverName,
                    ApplicationProtocols = [Protocol],

                    // Never below 1.2 (RFC 8737 §3), whatever the system's own minimum is.
#pragma warning disable CA5398
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
#pragma warning restore CA5398
                    AllowRenegotiation = false,
                    CertificateChainPolicy = GuardedHttp.WithoutDownloads(),

                    // The certificate is the proof itself, self-signed (RFC 8737 §3): it is judged below.
#pragma warning disable CA5359
                    RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    {
                        certificate = shown?.GetRawCertData();
                        return true;
                    },
#pragma warning restore CA5359
                },
                limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ValidationException.Tls(
                $"{asked} accepted the connection and did not finish the TLS handshake within {HandshakeLimit.TotalSeconds:0} seconds.");
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException or NotSupportedException or CryptographicException)
        {
            throw ValidationException.Tls(TlsFaults.AlertOf(fault) == 120
                ? $"{asked} does not offer acme-tls/1: it sent the alert no_application_protocol (120)."
                : $"The TLS handshake with {asked} failed: {TlsFaults.Describe(fault)}.");
        }

        return tls.NegotiatedApplicationProtocol == Protocol
            ? certificate ?? throw ValidationException.Tls($"{asked} negotiated acme-tls/1 and showed no certificate.")
            : throw ValidationException.Tls($"{asked} did not negotiate acme-tls/1: another program than the ACME client answers there.");
    }
}
