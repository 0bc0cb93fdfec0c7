using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using Shouldly;
using Ucm.Frontend.Auth;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Frontend.Tests.Auth;

/// <summary>How many ask for the keys while they cannot be had.</summary>
public sealed class TokenVerifierTests
{
    private readonly ITokenKeysGrain grain = Substitute.For<ITokenKeysGrain>();
    private readonly TaskCompletionSource<TokenKeys> keys = new();
    private readonly TokenVerifier verifier;

    public TokenVerifierTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<ITokenKeysGrain>(0, null).Returns(grain);
        grain.Get(Arg.Any<CancellationToken>()).Returns(keys.Task);
        verifier = new TokenVerifier(grains, new FakeTimeProvider());
    }

    [Fact]
    public async Task Verify_ManyWaitAndTheKeysCannotBeHad_OneQuestionAndItsFailureForAll()
    {
        var waiting = Enumerable.Range(0, 20).Select(_ => verifier.Verify("token", CancellationToken.None)).ToList();

        keys.SetException(new TimeoutException());

        foreach (var one in waiting)
        {
            await Should.ThrowAsync<TimeoutException>(one);
        }

        await grain.Received(1).Get(Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Verify_OneGivesUpWaiting_TheOthersAreAnswered()
    {
        using var gone = new CancellationTokenSource();
        var leaving = verifier.Verify("token", gone.Token);
        var staying = verifier.Verify("token", CancellationToken.None);

        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(leaving);
        keys.SetResult(new TokenKeys("https://ca.test", "ucm", []));
        (await staying).ShouldBeNull();
        await grain.Received(1).Get(Arg.Any<CancellationToken>());
    }
}
