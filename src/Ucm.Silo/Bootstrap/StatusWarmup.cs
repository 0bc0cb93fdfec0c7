using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Ocsp;

namespace Ucm.Silo.Bootstrap;

/// <summary>
/// Has every online authority's OCSP responders issued and its CRL published before anybody is served, so that the first question of a
/// stranger creates nothing (law 7) and waits for nothing.
/// </summary>
internal sealed partial class StatusWarmup(IGrainFactory grains, IOptions<OcspOptions> ocsp, TimeProvider clock, ILogger<StatusWarmup> log) : IHostedService
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
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
    /// would have to begin again, on the same machine. Nor need a call be cancelled because the start is.
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
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested && clock.GetElapsedTime(began) < Timeout)
            {
                LogLater(log, fault);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    private async Task Prepare(AuthorityId authority, CancellationToken cancellationToken)
    {
        foreach (var key in ocsp.Value.KeyNames())
        {
            await Prepare($"OCSP responder {key}", authority, () => grains.OcspResponder(authority, key).Get(cancellationToken), cancellationToken);
        }

        await Prepare("CRL", authority, () => grains.Crl(authority).PublishIfDue(cancellationToken), cancellationToken);
    }

    private async Task Prepare<T>(string what, AuthorityId authority, Func<Task<Outcome<T>>> ask, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var outcome = await Insist(ask, cancellationToken);
            if (!outcome.Succeeded)
            {
                LogNotReady(log, what, authority.Value, outcome.Refusal.Detail);
            }
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // One authority must not keep the others from being served; the schedule goes on asking.
            LogGivenUp(log, fault, what, authority.Value);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What OCSP and CRLs need could not be prepared yet; it is tried again.")]
    private static partial void LogLater(ILogger logger, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "The {What} of {Authority} could not be prepared before the start; the schedule goes on trying.")]
    private static partial void LogGivenUp(ILogger logger, Exception fault, string what, string authority);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {What} of {Authority} is not ready: {Reason}")]
    private static partial void LogNotReady(ILogger logger, string what, string authority, string reason);
}
