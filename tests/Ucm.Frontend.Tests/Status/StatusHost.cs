using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Ucm.Frontend.Health;
using Ucm.Frontend.Http;
using Ucm.Frontend.Protocols.Aia;
using Ucm.Frontend.Protocols.Crl;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Revocations;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;

namespace Ucm.Frontend.Tests.Status;

/// <summary>OCSP, CRL and AIA behind Kestrel on a free port, with grains, clock and revocation feed of our choosing. The lease is held at first.</summary>
internal sealed class StatusHost : IAsyncDisposable
{
    public static readonly AuthorityId Issuing = AuthorityId.Parse("issuing");
    private static readonly ImmutableArray<byte> TagKey = [7, 7, 7];
    private readonly WebApplication app;
    private int calls;

    private StatusHost()
    {
        Certificate = CreateAuthority();
        Issuer = OcspIssuer.Of(ParsedCertificate.Parse(Certificate));
        Status.Answer(Arg.Any<OcspQuery>(), Arg.Any<CancellationToken>()).Returns(call => Reply(call.Arg<OcspQuery>()));
        Worker.Respond(Arg.Any<OcspLiveQuery>(), Arg.Any<CancellationToken>()).Returns(_ => (Outcome<OcspAnswer>)Answer([0x30, 0x02]));
        Worker.RespondAll(Arg.Any<ImmutableArray<OcspLiveQuery>>(), Arg.Any<CancellationToken>()).Returns(call => RespondAll(call.Arg<ImmutableArray<OcspLiveQuery>>()));
        Grains.GetGrain<IOcspStatusGrain>(Arg.Any<string>(), null).Returns(Status);
        Grains.GetGrain<IOcspWorkerGrain>("issuing", null).Returns(Worker);
        Screen.TagKey(Arg.Any<CancellationToken>()).Returns((Outcome<SerialTagKey>)new SerialTagKey(TagKey));
        Screen.Screen(Arg.Any<ImmutableArray<byte>>(), Arg.Any<CancellationToken>()).Returns((Outcome<OcspScreening>)new OcspScreening(null));
        Grains.GetGrain<IOcspScreenGrain>("issuing", null).Returns(Screen);
        Grains.GetGrain<ICrlGrain>("crl:issuing", null).Returns(Crl);
        Grains.GetGrain<ICrlGrain>("crl:issuing/3", null).Returns(ShardCrl);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Grains);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<RevocationLease>();
        builder.Services.AddSingleton<AuthorityDirectory>();
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddOcsp();
        builder.Services.Configure<OcspCacheOptions>(static options => options.UntaggedPerSecond = 1000);
        builder.Services.AddCrl();
        builder.Services.AddAuthorization();
        app = builder.Build();
        app.UseOcsp();
        app.UseRouting();
        app.UsePlainHttpGate();
        app.UseAuthorization();
        app.MapCrl();
        app.MapAia();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    public IGrainFactory Grains { get; } = Substitute.For<IGrainFactory>();

    public IOcspStatusGrain Status { get; } = Substitute.For<IOcspStatusGrain>();

    /// <summary>Says of every serial that it was issued, until told otherwise.</summary>
    public IOcspScreenGrain Screen { get; } = Substitute.For<IOcspScreenGrain>();

    public IOcspWorkerGrain Worker { get; } = Substitute.For<IOcspWorkerGrain>();

    public ICrlGrain Crl { get; } = Substitute.For<ICrlGrain>();

    /// <summary>Of shard 3.</summary>
    public ICrlGrain ShardCrl { get; } = Substitute.For<ICrlGrain>();

    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public byte[] Certificate { get; }

    public OcspIssuer Issuer { get; }

    /// <summary>How often a status grain was asked.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>What a status grain answers; the default is a good answer of one hour.</summary>
    public Func<OcspQuery, Task<Outcome<OcspAnswer>>>? Replies { get; set; }

    public RevocationLease Lease => Service<RevocationLease>();

    public static async Task<StatusHost> Start()
    {
        var host = new StatusHost();
        host.Service<AuthorityDirectory>().Replace(new AuthorityCatalog([host.Snapshot()], 1));
        host.Lease.Apply(new RevocationPage(0, 0, [], false));
        host.Hold();
        await host.app.StartAsync();
        host.Client.BaseAddress = new Uri(host.app.Urls.Single());
        return host;
    }

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public void Hold(TimeSpan age = default) => Lease.Confirm(Clock.GetTimestamp(), age);

    public void Hear(long sequence, CertificateKey key) => Lease.Apply(new RevocationPage(sequence - 1, sequence, [new RevocationNotice(sequence, key)], false));

    public static CertificateKey Key(byte serial) => new(Issuing, SerialNumber.FromBytes([0x5a, serial]));

    public OcspAnswer Answer(byte[] der, bool known = true) =>
        new([.. der], Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(1), Clock.GetUtcNow().AddMinutes(30), known);

    public byte[] CertId(byte serial) => OcspCertIds.Encode(Issuer, OcspHash.Sha1, withNull: true, [0x5a, serial]);

    /// <summary>A serial as issuance makes them.</summary>
    public byte[] TaggedSerial() => SerialNumbers.Next(Clock, TagKey.AsSpan());

    public byte[] Request(byte serial, byte[]? nonce = null) => Request([CertId(serial)], nonce);

    public byte[] RequestFor(byte[] serial, byte[]? nonce = null) => Request([OcspCertIds.Encode(Issuer, OcspHash.Sha1, withNull: true, serial)], nonce);

    public static byte[] Request(byte[][] certIds, byte[]? nonce = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                foreach (var certId in certIds)
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteEncodedValue(certId);
                    }
                }
            }

            if (nonce is not null)
            {
                WriteNonce(writer, nonce);
            }
        }

        return writer.Encode();
    }

    public Task<HttpResponseMessage> Post(byte[] body, string? type = "application/ocsp-request")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : new(type);
        return Client.PostAsync(new Uri("/ocsp", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> Send(HttpMethod method, string path, string? ifNoneMatch = null)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.DisposeAsync();
    }

    private Task<Outcome<OcspAnswer>> Reply(OcspQuery query)
    {
        Interlocked.Increment(ref calls);
        return Replies?.Invoke(query) ?? Task.FromResult<Outcome<OcspAnswer>>(Answer([0x30, 0x00]));
    }

    private async Task<Outcome<OcspLiveAnswers>> RespondAll(ImmutableArray<OcspLiveQuery> queries) =>
        new OcspLiveAnswers([.. await Task.WhenAll(queries.Select(query => Worker.Respond(query, CancellationToken.None)))]);

    private AuthoritySnapshot Snapshot() => new(
        Issuing, "Test Issuing", AuthorityStatus.Online, [.. Certificate], [], null, "ecdsa-p256", null, Clock.GetUtcNow(), Clock.GetUtcNow().AddYears(1),
        new CrlPolicy(TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromSeconds(10)) { DeltaInterval = TimeSpan.FromHours(1), Shards = 3, ShardsServed = 3 }, 1);

    private static byte[] CreateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Issuing", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return certificate.RawData;
    }

    private static void WriteNonce(AsnWriter writer, byte[] nonce)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.2");
            using (writer.PushOctetString())
            {
                writer.WriteOctetString(nonce);
            }
        }
    }
}
