using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Ucm.Grains.Crl;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Ocsp;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Crl;

/// <summary>The schedule goes on whatever a call throws, with the other authorities and in the next round.</summary>
public sealed class CrlScheduleTests : IAsyncLifetime
{
    private static readonly Refusal NotNow = new(RefusalCode.Unavailable, "Not now.");
    private readonly FakeTimeProvider clock = new();
    private readonly OcspOptions options = new() { ResponderKeys = { "rsa-2048", "ecdsa-p256" } };
    private readonly IGrainFactory grains = Substitute.For<IGrainFactory>();
    private readonly ICrlGrain crl = Substitute.For<ICrlGrain>();
    private readonly ICrlGrain nextCrl = Substitute.For<ICrlGrain>();
    private readonly IOcspResponderGrain responder = Substitute.For<IOcspResponderGrain>();
    private readonly IOcspResponderGrain nextResponder = Substitute.For<IOcspResponderGrain>();
    private readonly CrlSchedule schedule;
    private ILifecycleObserver? silo;
    private int rounds;

    public CrlScheduleTests()
    {
        var catalog = Substitute.For<IAuthorityCatalogGrain>();
        catalog.List(Arg.Any<CancellationToken>()).Returns(new AuthorityCatalog([Crls.Authority(TestRequests.Root), Crls.Authority(TestRequests.Issuing)], 1));
        grains.GetGrain<IAuthorityCatalogGrain>(0).Returns(catalog);
        grains.GetGrain<ICrlGrain>(Arg.Any<string>()).Returns(call => IsNext(call.ArgAt<string>(0)) ? nextCrl : crl);
        grains.GetGrain<IOcspResponderGrain>(Arg.Any<string>()).Returns(call => IsNext(call.ArgAt<string>(0)) ? nextResponder : responder);
        crl.PublishIfDue(Arg.Any<CancellationToken>()).Returns(NotNow);
        nextCrl.PublishIfDue(Arg.Any<CancellationToken>()).Returns(NotNow);
        responder.Get(Arg.Any<CancellationToken>()).Returns(NotNow);
        nextResponder.Get(Arg.Any<CancellationToken>()).Returns(NotNow).AndDoes(_ => Interlocked.Increment(ref rounds));
        schedule = new CrlSchedule(grains, Options.Create(options), clock, NullLogger<CrlSchedule>.Instance);
    }

    public ValueTask InitializeAsync()
    {
        var lifecycle = Substitute.For<ISiloLifecycle>();
        lifecycle.Subscribe(Arg.Any<string>(), Arg.Any<int>(), Arg.Do<ILifecycleObserver>(observer => silo = observer));
        schedule.Participate(lifecycle);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await silo!.OnStop(CancellationToken.None);
        schedule.Dispose();
    }

    [Theory]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(TimeoutException))]
    public async Task Look_TheCrlOfOneFails_ItsResponderAndTheNextAuthorityHaveTheirTurn(Type fault)
    {
        crl.When(static grain => grain.PublishIfDue(Arg.Any<CancellationToken>())).Do(_ => throw (Exception)Activator.CreateInstance(fault)!);

        await Rounds(2);

        await responder.Received().Get(Arg.Any<CancellationToken>());
        await nextCrl.Received().PublishIfDue(Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(TimeoutException))]
    public async Task Look_TheResponderOfOneFails_TheNextAuthorityHasItsTurn(Type fault)
    {
        responder.When(static grain => grain.Get(Arg.Any<CancellationToken>())).Do(_ => throw (Exception)Activator.CreateInstance(fault)!);

        await Rounds(2);

        await nextCrl.Received().PublishIfDue(Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Look_SeveralResponderKeys_EveryResponderIsPrepared()
    {
        await Rounds(2);

        grains.Received().GetGrain<IOcspResponderGrain>("ocsp:issuing:rsa-2048");
        grains.Received().GetGrain<IOcspResponderGrain>("ocsp:issuing");
    }

    private static bool IsNext(string key) => key.Contains(TestRequests.Issuing.Value, StringComparison.Ordinal);

    private async Task Rounds(int wanted)
    {
        await silo!.OnStart(CancellationToken.None);
        await Eventually.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return Volatile.Read(ref rounds) >= wanted;
        });
    }
}
