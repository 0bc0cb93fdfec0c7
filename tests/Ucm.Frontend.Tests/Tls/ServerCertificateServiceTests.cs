using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Http;
using Ucm.Frontend.Tls;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Tests.Tls;

/// <summary>What a frontend presents while the cluster that is to certify it is still forming.</summary>
public sealed class ServerCertificateServiceTests : IDisposable
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.Parse("2030-01-01T00:00:00Z", null)) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
    private readonly IServerCertificateGrain grain = Substitute.For<IServerCertificateGrain>();
    private readonly ServerCertificateHolder holder = new();
    private readonly ServerCertificateService service;

    public ServerCertificateServiceTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IServerCertificateGrain>(0).Returns(grain);
        var issuer = new ServerCertificateIssuer(grains, new PublicUrls("https://ca.test", "http://ca.test"), clock, NullLogger<ServerCertificateIssuer>.Instance);
        service = new ServerCertificateService(holder, issuer, Options.Create(new HttpOptions()), clock, NullLogger<ServerCertificateService>.Instance);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("revoked", 2)]
    [InlineData("unknown", 2)]
    [InlineData("due", 2)]
    [InlineData("other names", 2)]
    [InlineData("damaged", 2)]
    [InlineData("no store", 2)]
    public async Task Get_AtTheNextStart_IsTheKeptOneWhileItIsGood(string fault, int expected)
    {
        var (token, calls, kept) = (TestContext.Current.CancellationToken, 0, (IssuedCertificate?)null);
        var record = Substitute.For<ICertificateGrain>();
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IServerCertificateGrain>(0).Returns(grain);
        grains.GetGrain<ICertificateGrain>("").ReturnsForAnyArgs(record);
        grain.Issue(default!, token).ReturnsForAnyArgs(call =>
        {
            calls++;
            var issued = Issued(call.Arg<ServerCertificateRequest>());
            kept ??= issued.Value;
            return issued;
        });
        record.Get(token).ReturnsForAnyArgs(_ => fault == "unknown" ? new Refusal(RefusalCode.NotFound, "none") : Record(kept!, fault == "revoked" ? CertificateStatus.Revoked : CertificateStatus.Good));
        var store = fault == "no store" ? null : new MemoryStore();
        ServerCertificateIssuer Issuer(string host) => new(grains, new PublicUrls($"https://{host}", $"http://{host}"), clock, NullLogger<ServerCertificateIssuer>.Instance, store);
        var first = (await Issuer("ca.test").Get(token)).Certificate!;

        clock.Advance(fault == "due" ? TimeSpan.FromDays(4.1) : TimeSpan.FromDays(1));
        store?.Damage(fault == "damaged");
        var second = (await Issuer(fault == "other names" ? "ca2.test" : "ca.test").Get(token)).Certificate!;

        calls.ShouldBe(expected);
        second.Certificate.HasPrivateKey.ShouldBeTrue();
        (second.Certificate.Thumbprint == first.Certificate.Thumbprint).ShouldBe(expected == 1);
    }

    [Fact]
    public async Task Start_ClusterUnavailableAtFirst_WaitsForTheCertificateInsteadOfATemporaryOne()
    {
        var calls = 0;
        grain.Issue(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(call => calls++ switch
        {
            0 => throw new TimeoutException("no silo yet"),
            1 => new Refusal(RefusalCode.Unavailable, "not now", TimeSpan.FromSeconds(2)),
            2 => new Refusal(RefusalCode.NotFound, "There is no such authority."),
            _ => Issued(call.Arg<ServerCertificateRequest>()),
        });

        await Run(service.StartAsync(CancellationToken.None));

        calls.ShouldBe(4);
        holder.Current.ServerCertificateContext!.TargetCertificate.Issuer.ShouldBe("CN=Test issuer");
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Start_AuthorityRefusesForGood_ServesATemporaryCertificateAtOnce()
    {
        grain.Issue(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(new Refusal(RefusalCode.AuthorityUnavailable, "The authority issuing is not online."));

        await service.StartAsync(CancellationToken.None);

        holder.Current.ServerCertificateContext!.TargetCertificate.Issuer.ShouldBe("CN=localhost");
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Start_ClusterUnavailableThroughout_ServesATemporaryCertificateAfterBoundedTime()
    {
        grain.Issue(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(new Refusal(RefusalCode.Unavailable, "not now", TimeSpan.FromSeconds(2)));
        var began = clock.GetUtcNow();

        await Run(service.StartAsync(CancellationToken.None));

        (clock.GetUtcNow() - began).ShouldBeInRange(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(40));
        holder.Current.ServerCertificateContext!.TargetCertificate.Issuer.ShouldBe("CN=localhost");
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Renewal_CallIsCancelledElsewhere_IsTriedAgain()
    {
        var calls = 0;
        grain.Issue(default!, TestContext.Current.CancellationToken).ReturnsForAnyArgs(call =>
            calls++ == 1 ? throw new OperationCanceledException("a silo stops") : Issued(call.Arg<ServerCertificateRequest>()));
        await service.StartAsync(CancellationToken.None);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Volatile.Read(ref calls) < 3)
        {
            limit.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromDays(1));
            await Task.Yield();
        }

        await service.StopAsync(CancellationToken.None);
    }

    public void Dispose() => service.Dispose();

    private static CertificateRecord Record(IssuedCertificate issued, CertificateStatus status) => new(
        issued.Key, new RequestId("system:server-certificate:1"), status, "tls-server-short", "", [], issued.NotBefore, issued.NotAfter, issued.NotBefore, "system:frontend", [], issued.Der, null);

    /// <summary>Keeps what it is given, in clear.</summary>
    private sealed class MemoryStore : IServerKeyStore
    {
        private byte[]? content;

        public byte[]? Read() => (byte[]?)content?.Clone();

        public void Write(ReadOnlySpan<byte> content) => this.content = content.ToArray();

        public void Damage(bool really) => content = really ? content![..^40] : content;
    }

    private async Task Run(Task start)
    {
        while (!start.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await start;
    }

    private Outcome<IssuedCertificate> Issued(ServerCertificateRequest request)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = CertificateRequest.LoadSigningRequest(request.Csr.AsSpan().ToArray(), HashAlgorithmName.SHA256);
        var (from, to) = (clock.GetUtcNow().AddHours(-1), clock.GetUtcNow().AddDays(6));
        using var certificate = csr.Create(new X500DistinguishedName("CN=Test issuer"), X509SignatureGenerator.CreateForECDsa(key), from, to, [1, 2, 3]);
        return new IssuedCertificate(new CertificateKey(AuthorityId.Parse("issuing"), SerialNumber.FromBytes([1, 2, 3])), [.. certificate.RawData], [], from, to, Replayed: false);
    }
}
