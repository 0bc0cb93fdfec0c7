using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Tests.Outcomes;

/// <summary>What is answered with "try again later", and what is a fault that leaves without its detail.</summary>
public sealed class GrainCallFilterTests
{
    public static TheoryData<Exception> Outages => [new TimeoutException("Response did not arrive on time."), new StorageUnavailableException("The disk is gone."), new GrainStateUnavailableException()];

    public static TheoryData<Exception> Faults => [new RegexMatchTimeoutException("secret", "(a+)+", TimeSpan.FromSeconds(1)), new InvalidOperationException("secret")];

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Invoke_Outage_IsRefusedAsUnavailable(Exception fault)
    {
        var call = Call(fault);

        await Filter().Invoke(call);

        call.Result.ShouldBeOfType<Outcome<UserAccess>>().Refusal!.Code.ShouldBe(RefusalCode.Unavailable);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Invoke_Fault_LeavesWithoutItsDetail(Exception fault)
    {
        var call = Call(fault);

        var hidden = await Should.ThrowAsync<InvalidOperationException>(Filter().Invoke(call));

        (hidden.Message, hidden.InnerException).ShouldBe(("The request could not be completed.", null));
    }

    private static GrainCallFilter Filter() => new(NullLogger<GrainCallFilter>.Instance);

    private static IIncomingGrainCallContext Call(Exception fault)
    {
        var call = Substitute.For<IIncomingGrainCallContext>();
        call.InterfaceMethod.Returns(typeof(IUserGrain).GetMethod(nameof(IUserGrain.GetAccess)));
        call.Invoke().ThrowsAsync(fault);
        return call;
    }
}
