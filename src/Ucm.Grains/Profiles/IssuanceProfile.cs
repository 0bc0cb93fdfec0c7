using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Profiles;

/// <summary>A profile in one of its versions: what its certificates look like, and who may have them.</summary>
/// <param name="Authorities">Null for all.</param>
/// <param name="DefaultKey">The key that is made when nobody says which.</param>
internal sealed record IssuanceProfile(
    CertificateProfile Certificate,
    long Version,
    ImmutableArray<WayIn> WaysIn,
    ImmutableArray<AuthorityId>? Authorities,
    KeyAlgorithm DefaultKey)
{
    public string Name => Certificate.Name;

    public bool Allows(WayIn way) => WaysIn.Contains(way);

    public bool Allows(AuthorityId authority) => Authorities is not { } some || some.Contains(authority);

    /// <summary>A profile of the platform's own, which nobody asks for by name.</summary>
    public static IssuanceProfile OfPlatform(CertificateProfile certificate) => new(certificate, 0, [WayIn.System], null, KeyAlgorithm.EcdsaP256);
}
