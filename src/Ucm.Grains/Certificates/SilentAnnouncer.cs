using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>Announces nothing; readers follow the revocation log by themselves.</summary>
internal sealed class SilentAnnouncer : IRevocationAnnouncer
{
    public void Announce(RevocationReceipt receipt)
    {
    }
}
