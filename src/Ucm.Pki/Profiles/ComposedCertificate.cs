using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>A certificate to be signed.</summary>
/// <param name="Tbs">TBSCertificate, DER.</param>
/// <param name="NotAfter">The last second of validity.</param>
public sealed record ComposedCertificate(
    byte[] Tbs,
    DistinguishedName Subject,
    IReadOnlyList<GeneralName> Names,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter)
{
    /// <summary>OIDs of the requested extensions that it does not have as they were asked for.</summary>
    public IReadOnlyList<string> IgnoredExtensions { get; init; } = [];
}
