using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Ocsp;

/// <summary>What the answers of one authority are like: its own settings, and the installation's where it has none.</summary>
internal sealed record OcspTerms(TimeSpan Lifetime, TimeSpan ArchiveCutoff, bool ExtendedRevoke)
{
    public static OcspTerms Of(OcspPolicy? own, OcspOptions installation) =>
        new(installation.Lifetime, own?.ArchiveCutoff ?? installation.ArchiveCutoff, own?.ExtendedRevoke ?? installation.ExtendedRevoke);
}
