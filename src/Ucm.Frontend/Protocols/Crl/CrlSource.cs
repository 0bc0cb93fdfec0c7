using System.Collections.Concurrent;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Frontend.Protocols.Crl;

/// <summary>The CRLs in force. Asks the grain at most once a second, and for the bytes only when there is a new number; an outage leaves a valid CRL standing.</summary>
internal sealed partial class CrlSource(IGrainFactory grains, TimeProvider clock, ILogger<CrlSource> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<AuthorityId, Held> crls = new();

    /// <summary>Null when there is none that is valid.</summary>
    public async Task<CrlDocument?> Find(AuthorityId authority)
    {
        var held = crls.GetValueOrDefault(authority);
        if (held is null || clock.GetUtcNow() >= held.LookAgainAt)
        {
            held = await Look(authority, held) ?? held;
        }

        return held?.Document is { } document && clock.GetUtcNow() < document.NextUpdate ? document : null;
    }

    private async Task<Held?> Look(AuthorityId authority, Held? held)
    {
        try
        {
            var crl = await grains.Crl(authority).Get(held?.Document.Number ?? 0, CancellationToken.None).WaitAsync(Patience);
            if (!crl.Succeeded)
            {
                return null;
            }

            var document = crl.Value.Der.IsDefaultOrEmpty ? held!.Document : new CrlDocument(crl.Value);
            return crls[authority] = new Held(document, clock.GetUtcNow() + Interval);
        }
        catch (Exception fault) when (fault is TimeoutException or Orleans.Runtime.OrleansException or InvalidOperationException)
        {
            LogFailed(fault, authority);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The CRL of {Authority} could not be had.")]
    private partial void LogFailed(Exception fault, AuthorityId authority);

    private sealed record Held(CrlDocument Document, DateTimeOffset LookAgainAt);
}
