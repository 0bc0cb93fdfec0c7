using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.Grains.Signing;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Two silos on loopback that every test may use but none may stop.</summary>
public sealed class LinkCluster : IAsyncLifetime
{
    private LinkSilo? first;
    private LinkSilo? second;

    internal MasterKey Key { get; } = LinkKeys.NewMasterKey();

    internal LinkSilo First => first ?? throw new InvalidOperationException("Not started.");

    internal LinkSilo Second => second ?? throw new InvalidOperationException("Not started.");

    internal Task<LinkClient> Connect(X509Certificate2? own, Task? until = null) => LinkClient.Connect([First.GatewayPort], own, LinkKeys.Authority(Key), until: until);

    public async ValueTask InitializeAsync()
    {
        first = await LinkSilo.Start(Key);
        second = await LinkSilo.Start(Key, first);
    }

    public async ValueTask DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
        Key.Dispose();
    }
}

[Trait("needs", "server")]
public sealed class ClusterTlsTests(LinkCluster cluster) : IClassFixture<LinkCluster>
{
    [Fact]
    public async Task Links_OfSilosAndAFrontend_CarryCalls()
    {
        await using var client = await LinkClient.Connect([cluster.First.GatewayPort, cluster.Second.GatewayPort], LinkKeys.Frontend(cluster.Key), LinkKeys.Authority(cluster.Key));

        // Enough subjects that both silos hold some of them.
        await Task.WhenAll(Enumerable.Range(0, 64).Select(subject => client.Call($"s{subject}")));
        await Task.WhenAll(Enumerable.Range(0, 64).Select(subject => LinkClient.Call(cluster.Second.Grains, $"s{subject}")));

        (cluster.First.Count("silo", "ok") + cluster.Second.Count("silo", "ok")).ShouldBeGreaterThan(0);
        (cluster.First.Count("gateway", "ok") + cluster.Second.Count("gateway", "ok")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public Task Gateway_OfAPlainClient_IsClosed() => NotLetIn(certificate: null, "failed");

    [Fact]
    public async Task Gateway_OfAStrangerWithoutACertificate_IsClosed()
    {
        using var stranger = await RawLink.Open(cluster.First.GatewayPort);

        (await stranger.IsLetIn(own: null)).ShouldBeFalse();
    }

    [Fact]
    public async Task Gateway_OfAnEnrolledFrontend_IsOpen()
    {
        using var known = await RawLink.Open(cluster.First.GatewayPort);

        (await known.IsLetIn(LinkKeys.Frontend(cluster.Key))).ShouldBeTrue();
    }

    [Fact]
    public async Task Gateway_OfAnotherAuthoritysCertificate_RefusesTheClient()
    {
        using var other = LinkKeys.NewMasterKey();

        await RefusedAtTheGateway(LinkKeys.Frontend(other));
        await RefusedAtTheGateway(LinkKeys.Silo(other));
    }

    [Fact]
    public Task Gateway_OfAnExpiredCertificate_RefusesTheClient() => RefusedAtTheGateway(LinkKeys.Expired(cluster.Key));

    [Fact]
    public Task Gateway_OfAnotherClustersCertificate_RefusesTheClient() => RefusedAtTheGateway(LinkKeys.Frontend(cluster.Key, clusterId: "elsewhere"));

    [Fact]
    public async Task Gateway_OfACertificateWithoutARole_RefusesTheClient()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;

        await RefusedAtTheGateway(new CertificateRequest("CN=edge", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddHours(-1), now.AddDays(1)));
        await RefusedAtTheGateway(Unnamed());
    }

    [Fact]
    public async Task SiloPort_OfAFrontendsCertificate_IsClosed()
    {
        var refused = cluster.First.Count("silo", "refused");
        using var frontend = await RawLink.Open(cluster.First.SiloPort);

        (await frontend.IsLetIn(LinkKeys.Frontend(cluster.Key))).ShouldBeFalse();

        await cluster.First.Counted("silo", "refused", refused + 1);
    }

    [Fact]
    public async Task SiloPort_OfASilosCertificateOfAnotherCluster_IsClosed()
    {
        using var silo = await RawLink.Open(cluster.First.SiloPort);

        (await silo.IsLetIn(LinkKeys.Silo(cluster.Key, "elsewhere"))).ShouldBeFalse();
    }

    [Fact]
    public async Task Client_OfAGatewayThatIsAFrontend_SendsNothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var impostor = Impersonate(listener, LinkKeys.Frontend(cluster.Key));
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await Should.ThrowAsync<Exception>(() => LinkClient.Connect([port], LinkKeys.Frontend(cluster.Key), LinkKeys.Authority(cluster.Key), until: impostor));

        (await impostor).ShouldBe(0);
    }

    [Fact]
    public async Task Gateway_OfGarbage_HangsUpAndServesOthers()
    {
        var failed = cluster.First.Count("gateway", "failed");
        using var stranger = await RawLink.Open(cluster.First.GatewayPort);
        await stranger.Send(RandomNumberGenerator.GetBytes(4096));
        await stranger.WaitForEnd();
        await cluster.First.Counted("gateway", "failed", failed + 1);

        await using var client = await cluster.Connect(LinkKeys.Frontend(cluster.Key));
        await client.Call("after-garbage");
    }

    [Fact]
    public async Task Gateway_OfManyWhoSayNothing_DropsThemAndServesOthersMeanwhile()
    {
        var (timeouts, links) = (cluster.First.Count("gateway", "timeout"), cluster.First.Links.Count);
        var slow = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => RawLink.Open(cluster.First.GatewayPort)));
        await Task.WhenAll(slow.Select(static (link, index) => link.Send(index % 2 == 0 ? new byte[] { 0x16, 0x03 } : []).AsTask()));

        await using (var client = await cluster.Connect(LinkKeys.Frontend(cluster.Key)))
        {
            await client.Call("meanwhile");
        }

        await Task.WhenAll(slow.Select(static link => link.WaitForEnd()));
        await cluster.First.Counted("gateway", "timeout", timeouts + slow.Length);
        cluster.First.Links.Count.ShouldBeLessThanOrEqualTo(links + 1);
        Array.ForEach(slow, static link => link.Dispose());
    }

    /// <summary>Signed by the right authority, but says nothing of a cluster.</summary>
    private X509Certificate2 Unnamed()
    {
        using var authorityKey = Silo.Cluster.ClusterKey.Derive(cluster.Key);
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        var request = new CertificateRequest("CN=edge", own, HashAlgorithmName.SHA256);
        using var bare = request.Create(
            LinkKeys.Authority(cluster.Key).SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), now.AddHours(-1), now.AddDays(1), [1, 2, 3]);
        return bare.CopyWithPrivateKey(own);
    }

    private Task RefusedAtTheGateway(X509Certificate2 certificate) => NotLetIn(certificate, "refused");

    /// <summary>The client tries again by itself; when the gateway has turned it away twice it is still outside.</summary>
    private async Task NotLetIn(X509Certificate2? certificate, string outcome)
    {
        var before = cluster.First.Count("gateway", outcome);
        var turnedAway = cluster.First.Counted("gateway", outcome, before + 2);

        await Should.ThrowAsync<Exception>(() => cluster.Connect(certificate, until: turnedAway));

        await turnedAway;
    }

    /// <summary>Octets of application data that a client sent to somebody who shows this certificate.</summary>
    private static async Task<int> Impersonate(TcpListener listener, X509Certificate2 certificate)
    {
        using var accepted = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(accepted.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            return await tls.ReadAsync(new byte[16]);
        }
        catch (Exception fault) when (fault is IOException or System.Security.Authentication.AuthenticationException)
        {
            return 0;
        }
    }
}
