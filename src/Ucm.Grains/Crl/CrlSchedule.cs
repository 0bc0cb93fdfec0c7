using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Ocsp;

namespace Ucm.Grains.Crl;

/// <summary>Asks every online authority's CRL grains, from each silo, whether a CRL is due, and its OCSP responders whether they are still young. The grains decide by stored time, so asking too often does no harm.</summary>
internal sealed partial class CrlSchedule(IGrainFactory grains, IOptions<OcspOptions> ocsp, TimeProvider clock, ILogger<CrlSchedule> log)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly string[] responderKeys = ocsp.Value.KeyNames();
    private readonly CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(CrlSchedule), ServiceLifecycleStage.Active, Start, Stop);

    public void Dispose() => stopping.Dispose();

    private Task Start(CancellationToken cancellationToken)
    {
        running = Task.Run(Run, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task Stop(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Run()
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        do
        {
            await Try("any authority", () => Look(stopping.Token));
        }
        while (await ticks.WaitForNextTickAsync(stopping.Token));
    }

    private async Task Look(CancellationToken cancellationToken)
    {
        var catalog = await grains.AuthorityCatalog().List(cancellationToken);
        // Suspended and retired ones too: what they issued can still be revoked.
        foreach (var authority in catalog.Authorities.Where(static one => one.Status != AuthorityStatus.Pending && one.KeyId is not null))
        {
            foreach (var scope in CrlScope.Of(authority.Id, authority.Crl))
            {
                await Try($"the CRLs of {scope}", () => grains.Crl(scope).PublishIfDue(cancellationToken));
            }

            // Reading one renews it in time, whether or not anybody asks for a status, and makes it before a stranger's question would (law 7).
            foreach (var key in responderKeys)
            {
                await Try($"the OCSP responder {key} of {authority.Id}", () => grains.OcspResponder(authority.Id, key).Get(cancellationToken));
            }
        }
    }

    /// <summary>The loop must outlive any outage, and what fails for one must not hold up the others: the next round asks again. A call may be cancelled for reasons of its own.</summary>
    private async Task Try(string what, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            LogFailed(fault, what);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The schedule could not be followed for {What}; it goes on.")]
    private partial void LogFailed(Exception fault, string what);
}
