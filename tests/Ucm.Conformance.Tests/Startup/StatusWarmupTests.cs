using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Shouldly;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Ocsp;
using Ucm.Silo.Bootstrap;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>A silo that joins others on a busy machine, where calls run out of time.</summary>
public sealed class StatusWarmupTests
{
    private static readonly AuthorityId Authority = AuthorityId.Parse("issuing");
    private readonly FakeTimeProvider clock = new();
    private readonly OcspOptions options = new();
    private readonly IGrainFactory grains = Substitute.For<IGrainFactory>();
    private readonly IOcspResponderGrain responder = Substitute.For<IOcspResponderGrain>();
    private readonly ICrlGrain crl = Substitute.For<ICrlGrain>();
    private readonly StatusWarmup warmup;

    public StatusWarmupTests()
    {
        var catalog = Substitute.For<IAuthorityCatalogGrain>();
        catalog.List(Arg.Any<CancellationToken>()).Returns(new AuthorityCatalog([Snapshot()], 1));
        grains.GetGrain<IAuthorityCatalogGrain>(0).Returns(catalog);
        grains.GetGrain<IOcspResponderGrain>(Arg.Any<string>()).Returns(responder);
        grains.GetGrain<ICrlGrain>(Arg.Any<string>()).Returns(crl);
        responder.Get(Arg.Any<CancellationToken>()).Returns(new Refusal(RefusalCode.Unavailable, "Not now."));
        crl.PublishIfDue(Arg.Any<CancellationToken>()).Returns(new PublishedCrl(1, clock.GetUtcNow(), clock.GetUtcNow(), 0, []));
        warmup = new StatusWarmup(grains, Options.Create(options), clock, NullLogger<StatusWarmup>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_CallsRunOutOfTimeAtFirst_AreMadeAgain()
    {
        var (responders, crls) = (0, 0);
        responder.When(static grain => grain.Get(Arg.Any<CancellationToken>())).Do(_ => Late(ref responders));
        crl.When(static grain => grain.PublishIfDue(Arg.Any<CancellationToken>())).Do(_ => Late(ref crls));

        await Finish(warmup.StartAsync(Token));

        (responders, crls).ShouldBe((3, 3));
    }

    [Fact]
    public async Task Start_ACallIsCancelledElsewhere_IsMadeAgain()
    {
        var crls = 0;
        crl.When(static grain => grain.PublishIfDue(Arg.Any<CancellationToken>())).Do(_ =>
        {
            if (++crls == 1)
            {
                throw new TaskCanceledException("The build took too long.");
            }
        });

        await Finish(warmup.StartAsync(Token));

        crls.ShouldBe(2);
    }

    [Fact]
    public async Task Start_ThereIsNoAnswerForLong_StartsAllTheSame()
    {
        responder.When(static grain => grain.Get(Arg.Any<CancellationToken>())).Do(static _ => throw new TimeoutException("Late."));

        await Finish(warmup.StartAsync(Token));

        await crl.Received(1).PublishIfDue(Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Start_Stopped_Ends()
    {
        using var stopped = new CancellationTokenSource();
        responder.When(static grain => grain.Get(Arg.Any<CancellationToken>())).Do(_ =>
        {
            stopped.Cancel();
            throw new TimeoutException("Late.");
        });

        await Should.ThrowAsync<TimeoutException>(Finish(warmup.StartAsync(stopped.Token)));

        await crl.DidNotReceive().PublishIfDue(Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Start_SeveralResponderKeys_EveryResponderIsPrepared()
    {
        options.ResponderKeys.Add("rsa-2048");
        options.ResponderKeys.Add("ecdsa-p256");

        await Finish(warmup.StartAsync(Token));

        grains.Received().GetGrain<IOcspResponderGrain>("ocsp:issuing:rsa-2048");
        grains.Received().GetGrain<IOcspResponderGrain>("ocsp:issuing");
    }

    private static void Late(ref int calls)
    {
        if (++calls < 3)
        {
            throw new TimeoutException("Late.");
        }
    }

    private async Task Finish(Task starting)
    {
        while (!starting.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await starting;
    }

    private AuthoritySnapshot Snapshot() => new(
        Authority, "Issuing", AuthorityStatus.Online, [1], [], "key", "ecdsa-p256", null, clock.GetUtcNow(), clock.GetUtcNow().AddYears(1),
        new CrlPolicy(TimeSpan.FromDays(7), TimeSpan.FromDays(1), TimeSpan.FromSeconds(10)), 1);
}
