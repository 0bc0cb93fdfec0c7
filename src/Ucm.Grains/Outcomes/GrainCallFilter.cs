using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Outcomes;

/// <summary>
/// The one place where exceptions stop. An outage of the database becomes the refusal Unavailable; any other fault is logged here once and leaves the silo without its
/// detail, because exception types a client does not know have frozen it, and because a detail may tell too much.
/// </summary>
internal sealed partial class GrainCallFilter(ILogger<GrainCallFilter> log) : IIncomingGrainCallFilter
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly ConcurrentDictionary<Type, bool> ForGrainsOnly = new();

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.SourceId is { } source && source.IsClient() && IsForGrainsOnly(context.Grain))
        {
            context.Result = RefusalFactory.For(context.InterfaceMethod, new Refusal(RefusalCode.Forbidden, "Only the platform itself may ask for this."))
                ?? throw new UnauthorizedAccessException("Only the platform itself may ask for this.");
            return;
        }

        try
        {
            await context.Invoke();
        }
        catch (Exception fault) when (IsOutage(fault))
        {
            LogUnavailable(fault, context.InterfaceName, context.MethodName);
            context.Result = RefusalFactory.For(context.InterfaceMethod, Refusals.Unavailable(RetryAfter)) ?? throw Hidden();
        }
        catch (Exception fault) when (!MayPass(fault))
        {
            LogFault(fault, context.InterfaceName, context.MethodName);
            throw Hidden();
        }
    }

    /// <summary>Orleans wraps what a grain's storage throws.</summary>
    private static bool IsOutage(Exception fault) => fault is StorageUnavailableException or OrleansException { InnerException: StorageUnavailableException };

    /// <summary>
    /// Orleans acts on its own exceptions (an inconsistent state ends the activation), and a cancelled call is no fault. The plain OrleansException, though, is the wrapper
    /// of a storage fault, with that fault's stack in its message.
    /// </summary>
    private static bool MayPass(Exception fault) =>
        fault is OperationCanceledException || (fault is OrleansException && fault.GetType() != typeof(OrleansException));

    private static InvalidOperationException Hidden() => new("The request could not be completed.");

    private static bool IsForGrainsOnly(object? grain) =>
        grain is not null && ForGrainsOnly.GetOrAdd(grain.GetType(), type => type.IsDefined(typeof(GrainsOnlyAttribute), inherit: false));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Interface}.{Method}: the database is not available.")]
    private partial void LogUnavailable(Exception fault, string? @interface, string? method);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Interface}.{Method} failed.")]
    private partial void LogFault(Exception fault, string? @interface, string? method);
}
