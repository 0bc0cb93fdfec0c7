using System.Globalization;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Crl;

namespace Ucm.Frontend.Protocols.Crl;

/// <summary>Which CRL a path asks for: <see cref="CrlScope.Path"/>, read.</summary>
internal readonly record struct CrlName(CrlScope Scope, bool IsDelta)
{
    private const string DeltaSuffix = "-delta";

    /// <summary>Null for what does not exist, as far as this frontend knows; while it knows of no authority, whatever could exist.</summary>
    public static CrlName? Find(string? authority, string name, AuthorityDirectory authorities) => authority is null
        ? FindWhole(name, authorities)
        : FindShard(authority, name, authorities);

    private static CrlName? FindWhole(string name, AuthorityDirectory authorities)
    {
        if (AuthorityId.TryParse(name, out var full) && Exists(full, 0, authorities))
        {
            return new CrlName(new CrlScope(full, 0), IsDelta: false);
        }

        return TrimDelta(ref name) && AuthorityId.TryParse(name, out var based) && Exists(based, 0, authorities) ? new CrlName(new CrlScope(based, 0), IsDelta: true) : null;
    }

    private static CrlName? FindShard(string authority, string name, AuthorityDirectory authorities)
    {
        var isDelta = TrimDelta(ref name);
        return AuthorityId.TryParse(authority, out var id)
            && name.Length <= 3 && !name.StartsWith('0')
            && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var shard) && shard <= CrlScope.MaxShards
            && Exists(id, shard, authorities)
            ? new CrlName(new CrlScope(id, shard), isDelta)
            : null;
    }

    private static bool Exists(AuthorityId id, int shard, AuthorityDirectory authorities) =>
        !authorities.IsLoaded || (authorities.Find(id) is { } found && shard <= found.Crl.ShardsServed);

    private static bool TrimDelta(ref string name)
    {
        var found = name.EndsWith(DeltaSuffix, StringComparison.Ordinal);
        name = found ? name[..^DeltaSuffix.Length] : name;
        return found;
    }
}
