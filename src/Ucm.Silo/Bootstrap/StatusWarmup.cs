using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Silo.Bootstrap;

/// <summary>
/// Has every online authority's OCSP responder issued and its CRL published before anybody is served, so that the first question of a
/// stranger creates nothing (law 7) and waits for nothing.
/// </summary>
internal sealed partial class StatusWarmup(IGrainFactory grains, ILogger<StatusWarmup> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var catalog = await grains.AuthorityCatalog().List(cancellationToken);
        await Task.WhenAll(catalog.Authorities
            .Where(static authority => authority.Status == AuthorityStatus.Online && authority.KeyId is not null)
            .Select(authority => Prepare(authority.Id, cancellationToken)));
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {What} of {Authority} is not ready: {Reason}")]
    private static partial void LogNotReady(ILogger logger, string what, string authority, string reason);
}
