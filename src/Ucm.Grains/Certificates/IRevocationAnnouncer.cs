using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>Tells the revocation feed and the status grains what has just become durable. Best effort and at once: whoever misses it reads the log.</summary>
internal interface IRevocationAnnouncer
{
    /// <summary>Never waits for frontends and never throws.</summary>
    void Announce(RevocationReceipt receipt);
}
