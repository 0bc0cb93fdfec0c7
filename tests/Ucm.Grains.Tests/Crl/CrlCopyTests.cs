using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Crl.Publication;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Tests.Faults;
using Ucm.Storage.Crls;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>Copies of CRLs in directories and buckets, which never hold a publication back.</summary>
[Trait("needs", "server")]
public sealed class CrlCopyTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-copies-").FullName;
    private readonly ShiftedClock clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Publish_DirectoryConfigured_HoldsTheNewestCrlAndNothingElse()
    {
        await using var cluster = await Start(new DirectoryDestination(folder));
        await cluster.PublishIfDue();
        var file = Path.Combine(folder, "issuing.crl");
        await Eventually.Until(() => IsCopied(cluster, file));

        (await cluster.Grains.Crl(Crls.Whole).PublishNow(TestRequests.Admin, CancellationToken.None)).Refusal.ShouldBeNull();

        await Eventually.Until(() => IsCopied(cluster, file));
        await Eventually.Until(() => !Directory.EnumerateFiles(folder, "*.tmp").Any());
    }

    [Fact]
    public async Task Publish_DestinationFails_IsPublishedAllTheSameAndCopiedLaterAndAuditedOnce()
    {
        var awkward = new Awkward { Failing = true };
        await using var cluster = await Start(awkward);
        var first = await cluster.PublishIfDue();
        await Eventually.Until(() => awkward.Attempts > 2);

        var next = await cluster.Grains.Crl(Crls.Whole).PublishNow(TestRequests.Admin, CancellationToken.None);
        awkward.Failing = false;

        next.Value!.Number.ShouldBeGreaterThan(first.Number);
        await Eventually.Until(() => awkward.Copied.TryGetValue("issuing.crl", out var number) && number == next.Value.Number);
        var audited = cluster.Scalar("select count(*) from audit where action = 'crl.copy.fail'");
        audited.ShouldBeInRange(1, 2, "once for each silo that copies");
    }

    [Fact]
    public async Task Publish_OldOnesCannotBeDropped_IsPublishedAndCopiedAllTheSame()
    {
        var outages = new Outages();
        using var outage = outages.Of("ICrlStore.Prune", new TimeoutException("Late."));
        var destination = new Awkward();
        await using var cluster = await Start(destination, services => services.Intercept<ICrlStore>(outages.Before));

        var published = await cluster.PublishIfDue();

        await Eventually.Until(() => destination.Copied.TryGetValue("issuing.crl", out var number) && number == published.Number);
    }

    [Fact]
    public async Task Put_Bucket_SendsTheCrlSignedWithItsTypeAndLife()
    {
        await using var endpoint = new ObjectStore();
        var secret = Path.Combine(folder, "secret");
        await File.WriteAllTextAsync(secret, "the secret key\n", Token);
        var options = new CrlBucketOptions { ServiceUrl = endpoint.Url, Bucket = "crls", Prefix = "pki/", AccessKey = "me", SecretKeyFile = secret };
        var row = Row(3);
        using var content = new MemoryStream(new byte[100_000]);

        await new BucketDestination(options, clock).Put(row, content, Token);

        var put = await endpoint.Received.WaitAsync(TimeSpan.FromSeconds(30), Token);
        put.Head.ShouldStartWith("PUT /crls/pki/issuing/3-delta.crl HTTP/1.1");
        put.Head.ShouldContain("application/pkix-crl");
        put.Head.ShouldContain("max-age=");
        put.Head.ShouldContain("AWS4-HMAC-SHA256 Credential=me/");
        put.Head.ShouldNotContain("the secret key");
        put.Head.ShouldContain("x-amz-meta-crl-number: ");
        put.Length.ShouldBe(100_000);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task Put_BucketHasACrl_OnlyANewerOneStays(int ahead, bool isReplaced)
    {
        var row = Row(3) with { Number = 10 };
        await using var endpoint = new ObjectStore(row.Number + ahead);
        var secret = Path.Combine(folder, "secret");
        await File.WriteAllTextAsync(secret, "x", Token);
        var options = new CrlBucketOptions { ServiceUrl = endpoint.Url, Bucket = "crls", AccessKey = "me", SecretKeyFile = secret };
        using var content = new MemoryStream([1]);

        await new BucketDestination(options, clock).Put(row, content, Token);

        endpoint.Received.IsCompleted.ShouldBe(isReplaced);
    }

    [Fact]
    public async Task Put_BucketIsAway_Throws()
    {
        var secret = Path.Combine(folder, "secret");
        await File.WriteAllTextAsync(secret, "x", Token);
        string url;
        await using (var gone = new ObjectStore())
        {
            url = gone.Url;
        }

        using var content = new MemoryStream([1]);
        var options = new CrlBucketOptions { ServiceUrl = url, Bucket = "crls", AccessKey = "me", SecretKeyFile = secret };

        await Should.ThrowAsync<Exception>(() => new BucketDestination(options, clock).Put(Row(0), content, Token));
    }

    [Fact]
    public void Validate_EveryFault_IsNamedAtOnce()
    {
        var validator = new CrlPublicationValidator();

        validator.Validate(null, new CrlPublicationOptions()).Succeeded.ShouldBeTrue();
        validator.Validate(null, new CrlPublicationOptions { Directory = "relative", S3 = new CrlBucketOptions { ServiceUrl = "ftp://x" } }).Failures!.Count().ShouldBe(5);
        validator.Validate(null, new CrlPublicationOptions { S3 = new CrlBucketOptions { Bucket = "b" } }).Failures!.Single().ShouldContain("S3:ServiceUrl");
    }

    private static async Task<bool> IsCopied(GrainCluster cluster, string file)
    {
        var published = await cluster.Bytes(Crls.Whole);
        return File.Exists(file) && Enumerable.SequenceEqual(published, await File.ReadAllBytesAsync(file, Token));
    }

    private CrlRow Row(int shard) => new(
        new CrlScope(AuthorityId.Parse("issuing"), shard), 4, shard == 0 ? CrlKind.Full : CrlKind.Delta, null, 1, 1, clock.GetUtcNow(), clock.GetUtcNow().AddHours(1), new CrlContent("b", 1, []));

    private async Task<GrainCluster> Start(ICrlDestination destination, Action<IServiceCollection>? configure = null)
    {
        var cluster = await GrainCluster.Start(clock, services =>
        {
            services.AddSingleton(new CrlDestinations([destination]));
            configure?.Invoke(services);
        });
        await cluster.CreateAuthorities();
        return cluster;
    }

    private sealed class Awkward : ICrlDestination
    {
        private int attempts;

        public bool Failing { get; set; }

        public int Attempts => Volatile.Read(ref attempts);

        public ConcurrentDictionary<string, long> Copied { get; } = new();

        public string Name => "awkward";

        public Task Put(CrlRow row, Stream content, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref attempts);
            content.Length.ShouldBe(row.Content.Size);
            if (!Failing)
            {
                Copied[row.Scope.Path(delta: false)] = row.Number;
            }

            return Failing ? Task.FromException(new IOException("The test's destination is away.")) : Task.CompletedTask;
        }
    }
}
