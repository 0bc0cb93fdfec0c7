using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Configuration;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Pki.Profiles;

namespace Ucm.Grains.Crl;

/// <summary>Where CRLs are found: written into certificates and CRLs for ever, so plain http and never derived from a request (RFC 5280 §8).</summary>
internal static class CrlUrls
{
    public static string Of(this PublicUrls urls, CrlScope scope, bool delta) => $"{urls.Http}/crl/{scope.Path(delta)}";

    /// <summary>
    /// The shard of a new certificate: chosen by its serial, whose last octets are random. 0 without sharding. It is stored with the certificate, so changing the
    /// number of shards moves nobody.
    /// </summary>
    public static int ShardOf(CrlPolicy policy, ReadOnlySpan<byte> serial) =>
        policy.IsSharded ? 1 + (((serial[^2] << 8) | serial[^1]) % policy.Shards) : 0;

    /// <summary>What a certificate says of its CRLs (RFC 5280 §4.2.1.13, §4.2.1.15).</summary>
    public static RevocationUrls WithCrl(this RevocationUrls urls, PublicUrls bases, CrlScope scope, CrlPolicy policy) => urls with
    {
        Crl = bases.Of(scope, delta: false),
        FreshestCrl = policy.DeltaInterval is null ? null : bases.Of(scope, delta: true),
    };
}
