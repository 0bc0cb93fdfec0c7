using System.Net;
using Microsoft.Extensions.Options;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

public sealed class HostConnectionsTests
{
    private static readonly IPAddress Slow = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Other = IPAddress.Parse("192.0.2.2");
    private readonly HostConnections connections = new(Options.Create(new AcmeValidationOptions { MaximumPerHost = 2 }));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_OneMoreThanTheAddressMayHave_RateLimitedAndOtherAddressesGoOn()
    {
        using var first = await connections.Enter(Slow, Token);
        using var second = await connections.Enter(Slow, Token);

        var refused = await Should.ThrowAsync<ValidationException>(() => connections.Enter(Slow, Token));

        refused.Refusal.Code.ShouldBe(RefusalCode.RateLimited);
        refused.Refusal.RetryAfter.ShouldNotBeNull();
        using var other = await connections.Enter(Other, Token);
        connections.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Enter_WhenOneIsClosed_TheOneWhoWaitsHasIt()
    {
        using var first = await connections.Enter(Slow, Token);
        var second = await connections.Enter(Slow, Token);
        var waits = connections.Enter(Slow, Token);

        waits.IsCompleted.ShouldBeFalse();
        second.Dispose();

        (await waits).Dispose();
    }

    [Fact]
    public async Task Enter_GivenUpOrEnded_LeavesNothing()
    {
        using var end = new CancellationTokenSource();
        var first = await connections.Enter(Slow, Token);
        var second = await connections.Enter(Slow, Token);
        var waits = connections.Enter(Slow, end.Token);

        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waits);
        first.Dispose();
        second.Dispose();
        second.Dispose();

        connections.Count.ShouldBe(0);
    }
}
