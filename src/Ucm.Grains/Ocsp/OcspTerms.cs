using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Ocsp;

/// <summary>What the answers of one authority are like: its own settings, and the installation's where it has none.</summary>
internal sealed record OcspTerms(TimeSpan Lifetime, TimeSpan ArchiveCutoff, bool ExtendedRevoke)
{
    /// <summary>How long before producedAt thisUpdate lies.</summary>
    public TimeSpan Backdate { get; init; } = OcspOptions.DefaultBackdate;

    public static OcspTerms Of(OcspPolicy? own, OcspOptions installation) =>
        new(installation.Lifetime, own?.ArchiveCutoff ?? installation.ArchiveCutoff, own?.ExtendedRevoke ?? installation.ExtendedRevoke)
        {
            Backdate = installation.Backdate,
        };
}
