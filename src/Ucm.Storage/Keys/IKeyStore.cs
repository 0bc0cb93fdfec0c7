using System.Collections.Immutable;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Keys;

/// <summary>The table <c>keys</c>: private keys, encrypted before they come here (law 6).</summary>
public interface IKeyStore
{
    /// <summary>False when the id exists, or another authority has the key; nothing is overwritten.</summary>
    Task<bool> Add(KeyRow row, CommitCompanion companion, CancellationToken cancellationToken);

    Task<KeyRow?> Find(string id, CancellationToken cancellationToken);

    /// <summary>The authority's key with this SubjectPublicKeyInfo; no two have one.</summary>
    Task<KeyRow?> FindAuthority(ImmutableArray<byte> publicKey, CancellationToken cancellationToken);
}

/// <summary>An encrypted private key.</summary>
/// <param name="Purpose">Such as <c>authority</c>, <c>ocsp-responder</c>, <c>token-signing</c>, <c>certificate</c>.</param>
/// <param name="PublicKey">SubjectPublicKeyInfo, DER.</param>
/// <param name="Envelope">Versioned envelope: the data key wrapped by the master key, and the PKCS#8 under the data key.</param>
public sealed record KeyRow(string Id, string Purpose, string Algorithm, ImmutableArray<byte> PublicKey, ImmutableArray<byte> Envelope, DateTimeOffset CreatedAt);
