using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Protocols.Acme;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Frontend.Tests.Protocols.Acme;

/// <summary>How often a frontend asks for a lease.</summary>
public sealed class AcmeNoncesTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly IAcmeNonceGrain grain = Substitute.For<IAcmeNonceGrain>();
    private readonly AcmeNonces nonces;

    public AcmeNoncesTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IAcmeNonceGrain>(Arg.Any<long>(), null).Returns(grain);
        nonces = new AcmeNonces(grains, clock);
    }

    [Fact]
    public async Task Next_ManyWaitAndNoLeaseCanBeHad_OneQuestionAndItsFailureForAll()
    {
        var asked = new TaskCompletionSource<NonceLease>();
        grain.Lease(Arg.Any<int>(), Arg.Any<CancellationToken>()).Returns(asked.Task);
        var waiting = Enumerable.Range(0, 20).Select(_ => nonces.Next(CancellationToken.None).AsTask()).ToList();

        asked.SetException(new TimeoutException());

        foreach (var one in waiting)
        {
            await Should.ThrowAsync<TimeoutException>(one);
        }

        await Leased(1);
    }

    [Fact]
    public async Task Next_OneGivesUpWaiting_TheOthersGetTheirs()
    {
        var asked = new TaskCompletionSource<NonceLease>();
        grain.Lease(Arg.Any<int>(), Arg.Any<CancellationToken>()).Returns(asked.Task);
        using var gone = new CancellationTokenSource();
        var leaving = nonces.Next(gone.Token).AsTask();
        var staying = nonces.Next(CancellationToken.None).AsTask();

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(leaving);
        asked.SetResult(Lease());
        (await staying).ShouldNotBeEmpty();
        await Leased(1);
    }

    [Fact]
    public async Task Consume_TheSameNonceAgainAndAgain_DropsOneLeaseASecond()
    {
        grain.Lease(Arg.Any<int>(), Arg.Any<CancellationToken>()).Returns(Lease());
        var used = await nonces.Next(CancellationToken.None);

        await Replay(used, times: 10);
        await Leased(2);
        clock.Advance(TimeSpan.FromSeconds(1));
        await Replay(used, times: 10);

        await Leased(3);
    }

    private static NonceLease Lease() => new(0, 512, [1, 2, 3]);

    /// <summary>Each refusal comes with a fresh nonce, as AcmePipeline does it.</summary>
    private async Task Replay(string nonce, int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await nonces.Consume(nonce, CancellationToken.None)).ShouldBeFalse();
            await nonces.Next(CancellationToken.None);
        }
    }

    private Task<NonceLease> Leased(int times) => grain.Received(times).Lease(Arg.Any<int>(), Arg.Any<CancellationToken>());
}
