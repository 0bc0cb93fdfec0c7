using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Signing;

/// <summary>
/// The key that an authority's serial numbers are tagged with, derived from the master key, so that every silo has the same without storing it. Frontends get it: who
/// knows it can make numbers that look issued and cost a look into the database, and can do nothing else with it (docs/decisions/0009).
/// </summary>
internal sealed class SerialTagKeys(MasterKey masterKey)
{
    private const int Size = 32;
    private readonly ConcurrentDictionary<AuthorityId, ImmutableArray<byte>> keys = new();

    public ImmutableArray<byte> Of(AuthorityId authority) => keys.GetOrAdd(authority, static (id, master) =>
    {
        var key = new byte[Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master.Bytes, key, salt: [], Encoding.UTF8.GetBytes($"ucm serial tag 1:{id.Value}"));
        return ImmutableCollectionsMarshal.AsImmutableArray(key);
    }, masterKey);
}
