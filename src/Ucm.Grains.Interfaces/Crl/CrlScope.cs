using System.Globalization;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Interfaces.Crl;

/// <summary>
/// What one sequence of CRLs is about: all certificates of an authority (shard 0), or those that name one shard. As text, and as a grain's key, <c>crl:{slug}</c> or
/// <c>crl:{slug}/{shard}</c>.
/// </summary>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.crl-scope")]
public readonly record struct CrlScope([property: Id(0)] AuthorityId Authority, [property: Id(1)] int Shard)
{
    private const string Prefix = "crl:";

    /// <summary>More would be a misunderstanding: at 256 a CRL of a million entries has 160 KB.</summary>
    public const int MaxShards = 256;

    /// <summary>As the column <c>shard</c> of the table <c>crls</c> has it.</summary>
    public string ShardName => Shard == 0 ? string.Empty : Shard.ToString(CultureInfo.InvariantCulture);

    /// <summary>Below <c>/crl/</c>: <c>{authority}.crl</c>, <c>{authority}-delta.crl</c>, <c>{authority}/{shard}.crl</c>, <c>{authority}/{shard}-delta.crl</c>.</summary>
    public string Path(bool delta) => $"{Authority}{(Shard == 0 ? string.Empty : $"/{ShardName}")}{(delta ? "-delta" : string.Empty)}.crl";

    public static CrlScope Parse(string key)
    {
        var rest = key[Prefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? new CrlScope(AuthorityId.Parse(rest), 0)
            : new CrlScope(AuthorityId.Parse(rest[..slash]), int.Parse(rest[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>Every scope that an authority of this policy publishes.</summary>
    public static IEnumerable<CrlScope> Of(AuthorityId authority, CrlPolicy policy) =>
        Enumerable.Range(0, 1 + policy.ShardsServed).Select(shard => new CrlScope(authority, shard));

    public override string ToString() => $"{Prefix}{Authority}{(Shard == 0 ? string.Empty : $"/{ShardName}")}";
}
