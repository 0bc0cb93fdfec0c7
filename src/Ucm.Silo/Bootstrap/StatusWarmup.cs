using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Silo.Bootstrap;

/// <summary>
/// Has every online authority's OCSP responder issued and its CRL published before anybody is served, so that the first question of a
/// stranger creates nothing (law 7) and waits for nothing.
/// </summary>
internal sealed partial class StatusWarmup(IGrainFactory grains, TimeProvider clock, ILogger<StatusWarmup> log) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var catalog = await Insist(() => grains.AuthorityCatalog().List(cancellationToken), cancellationToken);
        await Task.WhenAll(catalog.Authorities
            .Where(static authority => authority.Status == AuthorityStatus.Online && authority.KeyId is not null)
            .Select(authority => Prepare(authority.Id, cancellationToken)));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// A process that has just begun, on a busy machine, may miss the bounds of a call at first: those of law 8 for the authorities, or the time-out of a call to another silo. One that ended for it
    /// would have to begin again, on the same machine.
    /// </summary>
    private async Task<T> Insist<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception fault) when (fault is not OperationCanceledException && clock.GetElapsedTime(began) < Patience)
            {
                LogLater(log, fault);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    private async Task Prepare(AuthorityId authority, CancellationToken cancellationToken)
    {
        var responder = await Insist(() => grains.OcspResponder(authority).Get(cancellationToken), cancellationToken);
        if (!responder.Succeeded)
        {
            LogNotReady(log, "OCSP responder", authority.Value, responder.Refusal.Detail);
        }

        var crl = await Insist(() => grains.Crl(authority).PublishIfDue(cancellationToken), cancellationToken);
        if (!crl.Succeeded)
        {
            LogNotReady(log, "CRL", authority.Value, crl.Refusal.Detail);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What OCSP and CRLs need could not be prepared yet; it is tried again.")]
    private static partial void LogLater(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {What} of {Authority} is not ready: {Reason}")]
    private static partial void LogNotReady(ILogger logger, string what, string authority, string reason);
}
