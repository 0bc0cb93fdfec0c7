using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Ucm.Frontend.Cluster;

namespace Ucm.Frontend.DataProtection;

/// <summary>
/// Loads the shared ring before Kestrel starts, keeps it current, and makes the next key long before it is needed, so that every frontend knows a key before any
/// uses it and no request ever waits for one.
/// </summary>
internal sealed partial class KeyRingService(SharedKeyRing ring, IKeyManager keys, TimeProvider clock, ILogger<KeyRingService> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    /// <summary>ASP.NET Core reads the ring again once a day, so two days ahead everybody knows a key.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(14);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource stopping = new();
    private Task refreshing = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Begin(cancellationToken);
        refreshing = Refresh(stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await refreshing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => stopping.Dispose();

    /// <summary>A cluster that is just forming may refuse the first calls.</summary>
    private async Task Begin(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                await EnsureKey(cancellationToken);
                return;
            }
            catch (Exception fault) when (ClusterOutages.IsOutage(fault) && clock.GetElapsedTime(began) < StartTimeout)
            {
                LogLater(log, fault);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellationToken);
            }
        }
    }

    private async Task Refresh(CancellationToken cancellationToken)
    {
        using var ticks = new PeriodicTimer(Interval, clock);
        while (await ticks.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await EnsureKey(cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                // The copy at hand goes on; it changes a few times a year.
                LogLater(log, fault);
            }
        }
    }

    private async Task EnsureKey(CancellationToken cancellationToken)
    {
        await ring.Load(cancellationToken);
        var now = clock.GetUtcNow();
        var usable = keys.GetAllKeys().Where(static key => !key.IsRevoked).Select(static key => (DateTimeOffset?)key.ExpirationDate).Max();
        if (usable is null || usable < now + Ahead)
        {
            // Begins when the last one ends, at once if there is none.
            var activation = usable > now ? usable.Value : now;
            keys.CreateNewKey(activation, activation + Lifetime);
            await ring.Send(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The key ring could not be had; it will be asked for again")]
    private static partial void LogLater(ILogger logger, Exception fault);
}
