using NSubstitute;
using Shouldly;
using Ucm.Frontend.Protocols.Acme;
using Ucm.Grains.Interfaces.Acme;

namespace Ucm.Frontend.Tests.Protocols.Acme;

/// <summary>How often a frontend asks for a lease.</summary>
public sealed class AcmeNoncesTests
{
    private readonly IAcmeNonceGrain grain = Substitute.For<IAcmeNonceGrain>();
    private readonly AcmeNonces nonces;

    public AcmeNoncesTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IAcmeNonceGrain>(Arg.Any<long>(), null).Returns(grain);
        nonces = new AcmeNonces(grains);
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

    private static NonceLease Lease() => new(0, 512, [1, 2, 3]);

    private Task<NonceLease> Leased(int times) => grain.Received(times).Lease(Arg.Any<int>(), Arg.Any<CancellationToken>());
}
