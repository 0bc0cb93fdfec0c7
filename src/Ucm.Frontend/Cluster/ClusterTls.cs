using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;

namespace Ucm.Frontend.Cluster;

/// <summary>
/// Mutual TLS 1.3 under Orleans' own protocol. Nothing of a peer is read by Orleans before the peer has proved who it is, and a handshake that does not
/// come to an end within <see cref="HandshakeTimeout"/> costs the peer its connection.
/// </summary>
internal sealed class ClusterTls(IClusterCredentials credentials, ClusterPeers peers, ClusterHandshakes handshakes, ClusterLinks links)
{
    public static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>For the side that listens.</summary>
    public ConnectionDelegate Accept(ConnectionDelegate next, ClusterDoor door) => context => Run(new Attempt(peers, context, door), next, AcceptHandshake);

    /// <summary>For the side that connects; a handshake that fails is thrown, so that Orleans tries elsewhere.</summary>
    public ConnectionDelegate Connect(ConnectionDelegate next) => context => Run(new Attempt(peers, context, ClusterDoor.ToSilo), next, ConnectHandshake);

    // Off the caller's scheduler: a grain's turn must not pay for the handshake of its silo's link.
    private Task Run(Attempt attempt, ConnectionDelegate next, Func<SslStream, Attempt, CancellationToken, Task> handshake) =>
        Task.Run(() => Secure(attempt, next, handshake));

    private async Task Secure(Attempt attempt, ConnectionDelegate next, Func<SslStream, Attempt, CancellationToken, Task> handshake)
    {
        var context = attempt.Context;
        var plain = context.Transport;
        await using var wire = new DuplexStream(plain);
        await using var tls = new SslStream(wire, leaveInnerStreamOpen: true);
        if (!await TryHandshake(tls, attempt, handshake))
        {
            context.Abort();
            return;
        }

        using var link = links.Add(attempt.Peer!, context);
        if (attempt.Door.Refuse(attempt.Peer!) is not null)
        {
            // Denied since the handshake asked, and perhaps before there was a link to be cut.
            context.Abort();
            return;
        }

        var secured = new SecuredTransport(PipeReader.Create(tls, new StreamPipeReaderOptions(leaveOpen: true)), PipeWriter.Create(tls, new StreamPipeWriterOptions(leaveOpen: true)));
        context.Transport = secured;
        try
        {
            await next(context);
        }
        finally
        {
            context.Transport = plain;
            await secured.Input.CompleteAsync();
            await secured.Output.CompleteAsync();
        }
    }

    private async Task<bool> TryHandshake(SslStream tls, Attempt attempt, Func<SslStream, Attempt, CancellationToken, Task> handshake)
    {
        using var limit = new CancellationTokenSource(HandshakeTimeout);
        await using var abort = limit.Token.UnsafeRegister(static state => ((ConnectionContext)state!).Abort(), attempt.Context);
        try
        {
            await handshake(tls, attempt, limit.Token);
            if (attempt.Peer is null)
            {
                throw new AuthenticationException("The peer was never checked.");
            }

            handshakes.Succeeded(attempt.Door);
            return true;
        }
        catch (Exception fault)
        {
            // Whatever a stranger's bytes bring about, it ends this connection and nothing else.
            var outcome = attempt.Refusal is not null ? "refused" : limit.IsCancellationRequested ? "timeout" : "failed";
            handshakes.Failed(attempt.Door, outcome, attempt.Refusal ?? fault.Message, attempt.Context.RemoteEndPoint);
            return attempt.Door == ClusterDoor.ToSilo
                ? throw new ConnectionAbortedException($"The TLS handshake with {attempt.Context.RemoteEndPoint} came to nothing: {attempt.Refusal ?? outcome}.", fault)
                : false;
        }
    }

    private async Task AcceptHandshake(SslStream tls, Attempt attempt, CancellationToken cancellationToken)
    {
        var credential = credentials.Current();
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                ServerCertificateContext = credential.Own,
                ClientCertificateRequired = true,
                CertificateChainPolicy = peers.Policy(credential.Authority),
                RemoteCertificateValidationCallback = (_, certificate, _, _) => attempt.Admit(certificate, credential.Authority),
                // A resumed session would skip the check of who is there.
                AllowTlsResume = false,
                AllowRenegotiation = false,
            },
            cancellationToken);
    }

    private async Task ConnectHandshake(SslStream tls, Attempt attempt, CancellationToken cancellationToken)
    {
        var credential = credentials.Current();
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateContext = credential.Own,
                CertificateChainPolicy = peers.Policy(credential.Authority),
                RemoteCertificateValidationCallback = (_, certificate, _, _) => attempt.Admit(certificate, credential.Authority),
                AllowTlsResume = false,
                AllowRenegotiation = false,
            },
            cancellationToken);
    }

    private sealed class Attempt(ClusterPeers peers, ConnectionContext context, ClusterDoor door)
    {
        public ConnectionContext Context => context;

        public ClusterDoor Door => door;

        public ClusterIdentity? Peer { get; private set; }

        public string? Refusal { get; private set; }

        public bool Admit(X509Certificate? certificate, X509Certificate2 authority)
        {
            var (peer, refusal) = peers.Check(certificate, authority, door);
            (Peer, Refusal) = (refusal is null ? peer : null, refusal);
            return Peer is not null;
        }
    }

    private sealed record SecuredTransport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
