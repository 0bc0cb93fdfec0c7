using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Silo.Bootstrap;

/// <summary>
/// Stores the ACME servers that the configuration describes, when they are not stored yet: from then on the stored ones decide and the configuration
/// is not looked at any more. Each step looks first and is repeatable; several nodes may do it at once.
/// </summary>
internal sealed partial class FirstObjects(IGrainFactory grains, TimeProvider clock, ILogger<FirstObjects> log) : IHostedService
{
    private const string Kind = "acme-server";
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Caller caller = Caller.System("bootstrap");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Store(cancellationToken);
                return;
            }
            catch (Exception fault) when (attempt < Attempts && ClusterOutages.IsOutage(fault))
            {
                LogAgain(log, fault);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task Store(CancellationToken cancellationToken)
    {
        var known = await grains.ObjectCatalog().List(new ListObjectsQuery(Kind, null, null, null, 500, caller), cancellationToken);
        foreach (var first in known.Succeeded ? known.Value.Objects.Where(static known => known.BuiltIn) : [])
        {
            // Conflict: another node was first. Malformed: what it refers to, such as its authority, is not there yet; the next start stores it.
            var stored = await grains.Object(first.Key).Save(new SaveObjectCommand(SaveMode.Create, first.Content, null, caller), cancellationToken);
            if (stored.Refusal is { Code: not RefusalCode.Conflict } refusal)
            {
                LogNotStored(log, first.Key.Name, refusal.Detail);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The first ACME servers are stored again: a call was lost")]
    private static partial void LogAgain(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ACME server {Name} of the configuration was not stored: {Detail}")]
    private static partial void LogNotStored(ILogger logger, string name, string detail);
}
