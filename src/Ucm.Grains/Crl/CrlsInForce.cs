using Ucm.Storage.Crls;

namespace Ucm.Grains.Crl;

/// <summary>The newest CRLs of a scope.</summary>
/// <param name="ReadAt">The clock's timestamp from before they were read.</param>
internal sealed record CrlsInForce(CrlRow? Full, CrlRow? Delta, long ReadAt)
{
    /// <summary>How old an answer may be.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>The revocation up to which full and delta together are current.</summary>
    public long Sequence => Delta is { } delta && delta.Number > (Full?.Number ?? 0) ? Math.Max(delta.Sequence, Full?.Sequence ?? 0) : Full?.Sequence ?? 0;
}
