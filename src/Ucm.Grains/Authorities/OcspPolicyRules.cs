using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Authorities;

/// <summary>What an authority's OCSP settings may be.</summary>
internal static class OcspPolicyRules
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3660);

    public static Refusal? Check(OcspPolicy policy)
    {
        const string detail = "The archive cutoff is zero to 3660 days.";
        return policy.ArchiveCutoff is { } cutoff && (cutoff < TimeSpan.Zero || cutoff > Longest)
            ? new Refusal(RefusalCode.Malformed, detail) { Parts = [new NamedRefusal("archive_cutoff", RefusalCode.Malformed, detail)] }
            : null;
    }

    /// <summary>Nothing of its own has one form.</summary>
    public static OcspPolicy? Normalize(OcspPolicy policy) => policy is { ExtendedRevoke: null, ArchiveCutoff: null } ? null : policy;
}
