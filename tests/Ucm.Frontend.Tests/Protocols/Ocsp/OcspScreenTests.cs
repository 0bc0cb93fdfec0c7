using System.Collections.Immutable;
using System.Security.Cryptography;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Protocols.Ocsp;
using Ucm.Frontend.Tests.Status;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Tests.Protocols.Ocsp;

/// <summary>Serials that look never issued: answered truthfully, but not at the cost of the others.</summary>
public sealed class OcspScreenTests
{
    [Fact]
    public async Task Ask_Tagged_GoesStraightToTheStatusGrain()
    {
        await using var host = await StatusHost.Start();

        await host.Post(host.RequestFor(host.TaggedSerial()));

        host.Calls.ShouldBe(1);
        await host.Screen.DidNotReceive().Screen(Arg.Any<ImmutableArray<byte>>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Ask_UntaggedButIssued_ScreenedOnceAndAnsweredByTheStatusGrain()
    {
        await using var host = await StatusHost.Start();

        await host.Post(host.Request(1));
        host.Service<OcspCache>().Clear();
        await host.Post(host.Request(1));

        host.Calls.ShouldBe(2);
        await host.Screen.Received(1).Screen(Arg.Any<ImmutableArray<byte>>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Ask_NeverIssued_TheScreensAnswerThatNobodyKeeps()
    {
        await using var host = await StatusHost.Start();
        NothingWasIssued(host);

        using var response = await host.Post(host.Request(1));

        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x07]);
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        host.Calls.ShouldBe(0);
        host.Service<OcspCache>().Count.ShouldBe(0);
    }

    [Fact]
    public async Task Ask_FloodOfInventedSerials_BeyondTheLaneTryLaterWhileTheOthersAreServed()
    {
        await using var host = await StatusHost.Start();
        NothingWasIssued(host);
        var responding = host.Service<OcspResponding>();

        var verdicts = new List<OcspVerdict>();
        for (var i = 0; i < 2000; i++)
        {
            var looked = responding.Look(host.RequestFor([0x11, .. RandomNumberGenerator.GetBytes(15)]), host.Clock.GetUtcNow());
            verdicts.Add(looked.Question is { } question ? await responding.Ask(question) : looked);
        }

        using var good = await host.Post(host.RequestFor(host.TaggedSerial()));
        verdicts.Count(static one => one.Entry is not null).ShouldBe(250);
        verdicts.Count(static one => one.Error == OcspResponseStatus.TryLater).ShouldBe(1750);
        (await good.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe([0x30, 0x00]);
        host.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task Ask_FloodWithNonces_SharesTheLane()
    {
        await using var host = await StatusHost.Start();
        var responding = host.Service<OcspResponding>();

        for (var i = 0; i < 1000; i++)
        {
            await responding.Ask(responding.Look(host.RequestFor([0x11, .. RandomNumberGenerator.GetBytes(15)], nonce: [1]), host.Clock.GetUtcNow()).Question!);
        }

        await host.Worker.Received(250).Respond(Arg.Any<OcspLiveQuery>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Ask_ThousandAtOnceForOneUntaggedSerial_OneScreeningAndOneGrainCall()
    {
        await using var host = await StatusHost.Start();
        var screened = new TaskCompletionSource<Outcome<OcspScreening>>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Screen.Screen(Arg.Any<ImmutableArray<byte>>(), Arg.Any<CancellationToken>()).Returns(screened.Task);
        var responding = host.Service<OcspResponding>();
        var request = host.Request(1);

        var asked = Enumerable.Range(0, 1000).Select(_ => responding.Ask(responding.Look(request, host.Clock.GetUtcNow()).Question!)).ToArray();
        screened.SetResult(new OcspScreening(null));
        var verdicts = await Task.WhenAll(asked);

        verdicts.Count(static verdict => verdict.Entry is not null).ShouldBe(1000);
        host.Calls.ShouldBe(1);
        await host.Screen.Received(1).Screen(Arg.Any<ImmutableArray<byte>>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Ask_TagKeyCannotBeHad_TryLater()
    {
        await using var host = await StatusHost.Start();
        host.Screen.TagKey(Arg.Any<CancellationToken>()).Returns<Outcome<SerialTagKey>>(static _ => throw new TimeoutException());

        using var response = await host.Post(host.Request(1));

        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(OcspErrors.Encode(OcspResponseStatus.TryLater).ToArray());
    }

    [Fact]
    public async Task Ask_MoreLiveRequestsThanThereIsRoom_TryLater()
    {
        await using var host = await StatusHost.Start();
        var reply = new TaskCompletionSource<Outcome<OcspAnswer>>(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Worker.Respond(Arg.Any<OcspLiveQuery>(), Arg.Any<CancellationToken>()).Returns(reply.Task);
        var responding = host.Service<OcspResponding>();
        var request = host.RequestFor(host.TaggedSerial(), nonce: [1, 2]);

        var asked = Enumerable.Range(0, 600).Select(_ => responding.Ask(responding.Look(request, host.Clock.GetUtcNow()).Question!)).ToArray();
        reply.SetResult(host.Answer([0x30, 0x02]));
        var verdicts = await Task.WhenAll(asked);

        verdicts.Count(static one => one.Entry is not null).ShouldBe(512);
        verdicts.Count(static one => one.Error == OcspResponseStatus.TryLater).ShouldBe(88);
    }

    private static void NothingWasIssued(StatusHost host) => host.Screen.Screen(Arg.Any<ImmutableArray<byte>>(), Arg.Any<CancellationToken>())
        .Returns((Outcome<OcspScreening>)new OcspScreening(host.Answer([0x30, 0x07], known: false)));
}
