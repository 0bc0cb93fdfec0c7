using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Ucm.Frontend.Cluster;

namespace Ucm.Frontend.Tests.Cluster;

/// <summary>A link over two pipes.</summary>
public sealed class ClusterTlsTests : IDisposable
{
    private const string ClusterId = "links";
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ClusterLinks links = new();
    private readonly X509Certificate2 authority = Authority();

    [Fact]
    public async Task Accept_DeniedAfterTheHandshakeAsked_IsCutAllTheSame()
    {
        var (asked, isLetIn, closed) = (0, false, new TaskCompletionSource());
        var door = ClusterDoor.Gateway(_ => ++asked > 1);
        var (there, here) = (new Pipe(), new Pipe());
        var gateway = new DefaultConnectionContext("gateway", new End(there.Reader, here.Writer), new End(here.Reader, there.Writer));
        var frontend = new DefaultConnectionContext("frontend", new End(here.Reader, there.Writer), new End(there.Reader, here.Writer));
        gateway.ConnectionClosed.Register(closed.SetResult);

        var connecting = Tls(new ClusterIdentity(ClusterRole.Frontend, "edge", ClusterId)).Connect(static _ => Task.CompletedTask)(frontend);
        await Tls(new ClusterIdentity(ClusterRole.Silo, string.Empty, ClusterId)).Accept(Enter, door)(gateway);

        isLetIn.ShouldBeFalse();
        asked.ShouldBe(2);
        await closed.Task;
        await connecting;
        links.Count.ShouldBe(0);

        Task Enter(ConnectionContext context)
        {
            isLetIn = true;
            return Task.CompletedTask;
        }
    }

    public void Dispose()
    {
        services.Dispose();
        authority.Dispose();
    }

    private ClusterTls Tls(ClusterIdentity own)
    {
        var handshakes = new ClusterHandshakes(services.GetRequiredService<IMeterFactory>(), TimeProvider.System, NullLogger<ClusterHandshakes>.Instance);
        var credential = new ClusterCredential(SslStreamCertificateContext.Create(Issue(own), null, offline: true), authority);
        return new ClusterTls(new Credentials(credential), new ClusterPeers(ClusterId, TimeProvider.System), handshakes, links);
    }

    private X509Certificate2 Issue(ClusterIdentity identity)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=peer", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(identity.RoleUri));
        names.AddUri(new Uri(identity.ClusterUri));
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=links", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private sealed class Credentials(ClusterCredential credential) : IClusterCredentials
    {
        public ClusterCredential Current() => credential;
    }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
