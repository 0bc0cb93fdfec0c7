using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Ucm.Grains.Crl;
using Ucm.Grains.Crl.Publication;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Storage.Audit;
using Ucm.Storage.Authorities;
using Ucm.Storage.Commits;
using Ucm.Storage.Crls;
using Ucm.Storage.Revocations;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>What is to be copied is not forgotten, whatever fails on the way.</summary>
public sealed class CrlCopierTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new();
    private readonly ICrlStore crls = Substitute.For<ICrlStore>();
    private readonly IAuditStore audit = Substitute.For<IAuditStore>();
    private readonly IAuthorityIndex authorities = Substitute.For<IAuthorityIndex>();
    private readonly Destination destination = new();
    private readonly Meter meter = new("test");
    private readonly CrlRow first;
    private readonly CrlPublisher publisher;
    private readonly CrlCopier copier;
    private ILifecycleObserver? silo;

    public CrlCopierTests()
    {
        var meters = Substitute.For<IMeterFactory>();
        meters.Create(Arg.Any<MeterOptions>()).Returns(meter);
        first = new CrlRow(Crls.Whole, 1, CrlKind.Full, null, 1, 1, clock.GetUtcNow(), clock.GetUtcNow().AddHours(1), new CrlContent("build", 1, []));
        authorities.List(Arg.Any<CancellationToken>()).Returns(new AuthorityCatalog([Crls.Authority(TestRequests.Issuing)], 1));
        crls.Latest(Crls.Whole, CrlKind.Full, Arg.Any<CancellationToken>()).Returns(first);
        crls.ReadPart("build", 0, Arg.Any<CancellationToken>()).Returns(ImmutableArray.Create<byte>(1));
        publisher = new CrlPublisher(
            Substitute.For<IRevocationStore>(), crls, null!, null!, new PublicUrls("https://ca.test", "http://ca.test"), clock, NullLogger<CrlPublisher>.Instance);
        copier = new CrlCopier(publisher, new CrlDestinations([destination]), crls, authorities, audit, meters, clock, NullLogger<CrlCopier>.Instance);
    }

    public ValueTask InitializeAsync()
    {
        var lifecycle = Substitute.For<ISiloLifecycle>();
        lifecycle.Subscribe(Arg.Any<string>(), Arg.Any<int>(), Arg.Do<ILifecycleObserver>(observer => silo = observer));
        copier.Participate(lifecycle);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await silo!.OnStop(CancellationToken.None);
        copier.Dispose();
        publisher.Dispose();
        meter.Dispose();
    }

    [Fact]
    public async Task Copy_TheCrlCannotBeLookedUp_IsCopiedLater()
    {
        crls.When(static store => store.Latest(Crls.Whole, CrlKind.Full, Arg.Any<CancellationToken>())).Do(Once());

        await UntilCopied();
    }

    [Fact]
    public async Task Copy_NeitherDestinationNorAuditAnswers_IsCopiedLater()
    {
        destination.Failures = 2;
        audit.When(static store => store.Append(Arg.Any<CommitCompanion>(), Arg.Any<CancellationToken>())).Do(Once());

        await UntilCopied();

        await audit.Received(2).Append(Arg.Any<CommitCompanion>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Copy_ACallIsCancelledElsewhere_GoesOn()
    {
        authorities.When(static index => index.List(Arg.Any<CancellationToken>())).Do(Once(new TaskCanceledException("Not ours.")));

        await UntilCopied();
    }

    [Fact]
    public async Task Copy_AnotherNodePublishedMeanwhile_TheNewerOneComesLast()
    {
        destination.OnPut = number =>
        {
            if (number == 1)
            {
                crls.Latest(Crls.Whole, CrlKind.Full, Arg.Any<CancellationToken>()).Returns(first with { Number = 2 });
            }
        };

        await silo!.OnStart(CancellationToken.None);
        await Eventually.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return destination.Copied.Count >= 2;
        });

        destination.Copied.ShouldBe([1, 2]);
    }

    private static Action<NSubstitute.Core.CallInfo> Once(Exception? fault = null)
    {
        var calls = 0;
        return _ =>
        {
            if (++calls == 1)
            {
                throw fault ?? new TimeoutException("Late.");
            }
        };
    }

    private async Task UntilCopied()
    {
        await silo!.OnStart(CancellationToken.None);
        await Eventually.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return destination.IsCopied;
        });
    }

    private sealed class Destination : ICrlDestination
    {
        private int attempts;
        private volatile bool isCopied;

        public int Failures { get; set; }

        public bool IsCopied => isCopied;

        public Action<long>? OnPut { get; set; }

        public ConcurrentQueue<long> Copied { get; } = [];

        public string Name => "test";

        public Task Put(CrlRow row, Stream content, CancellationToken cancellationToken)
        {
            if (++attempts <= Failures)
            {
                return Task.FromException(new IOException("The test's destination is away."));
            }

            OnPut?.Invoke(row.Number);
            Copied.Enqueue(row.Number);
            isCopied = true;
            return Task.CompletedTask;
        }
    }
}
