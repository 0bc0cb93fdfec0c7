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
        var catalog = await Authorities(cancellationToken);
        await Task.WhenAll(catalog.Authorities
            .Where(static authority => authority.Status == AuthorityStatus.Online && authority.KeyId is not null)
            .Select(authority => Prepare(authority.Id, cancellationToken)));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A silo's view of the authorities must be had within a second (law 8), which a process that has just begun, on a busy machine, may miss at first.</summary>
    private async Task<AuthorityCatalog> Authorities(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return await grains.AuthorityCatalog().List(cancellationToken);
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
        var responder = await grains.OcspResponder(authority).Get(cancellationToken);
        if (!responder.Succeeded)
        {
            LogNotReady(log, "OCSP responder", authority.Value, responder.Refusal.Detail);
        }

        var crl = await grains.Crl(authority).PublishIfDue(cancellationToken);
        if (!crl.Succeeded)
        {
            LogNotReady(log, "CRL", authority.Value, crl.Refusal.Detail);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The authorities could not be read; they are asked for again.")]
    private static partial void LogLater(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {What} of {Authority} is not ready: {Reason}")]
    private static partial void LogNotReady(ILogger logger, string what, string authority, string reason);
}
