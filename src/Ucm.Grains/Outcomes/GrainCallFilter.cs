using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Outcomes;

/// <summary>
/// The one place where exceptions stop. An outage of the database, or of a grain that was asked, becomes the refusal Unavailable; any other fault is logged here once and leaves the silo without its
/// detail, because exception types a client does not know have frozen it, and because a detail may tell too much.
/// </summary>
internal sealed partial class GrainCallFilter(ILogger<GrainCallFilter> log) : IIncomingGrainCallFilter
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception fault) when (IsOutage(fault))
        {
            LogUnavailable(fault, context.InterfaceName, context.MethodName);
            context.Result = RefusalFactory.For(context.InterfaceMethod, IsOpen(fault) ? Refusals.Unconfirmed(RetryAfter) : Refusals.Unavailable(RetryAfter)) ?? throw Hidden();
        }
        catch (Exception fault) when (!MayPass(fault))
        {
            LogFault(fault, context.InterfaceName, context.MethodName);
            throw Hidden();
        }
    }

    /// <summary>
    /// Orleans wraps what a grain's storage throws. A wait that was bounded and ran out is a dependency's outage too: often another grain that waits for the database. Orleans' own is the plain
    /// TimeoutException, as is that of every bounded wait of ours, all of them for a grain or the storage; what is derived from it (a regular expression's) is a fault like any other.
    /// </summary>
    private static bool IsOutage(Exception fault) =>
        fault is StorageUnavailableException or GrainStateUnavailableException or OrleansException { InnerException: StorageUnavailableException }
        || fault.GetType() == typeof(TimeoutException);

    private static bool IsOpen(Exception fault) => fault is WriteUnconfirmedException or OrleansException { InnerException: WriteUnconfirmedException };

    /// <summary>
    /// Orleans acts on its own exceptions (an inconsistent state ends the activation), and a cancelled call is no fault. The plain OrleansException, though, is the wrapper
    /// of a storage fault, with that fault's stack in its message.
    /// </summary>
    private static bool MayPass(Exception fault) =>
        fault is OperationCanceledException || (fault is OrleansException && fault.GetType() != typeof(OrleansException));

    private static InvalidOperationException Hidden() => new("The request could not be completed.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Interface}.{Method}: what it depends on is not available.")]
    private partial void LogUnavailable(Exception fault, string? @interface, string? method);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Interface}.{Method} failed.")]
    private partial void LogFault(Exception fault, string? @interface, string? method);
}
