using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ucm.Pki.Keys;
using Ucm.Storage.Commits;
using Ucm.Storage.Keys;

namespace Ucm.Grains.Signing;

/// <summary>Makes, stores and loads private keys; only envelopes leave it (law 6).</summary>
internal sealed class KeyVault(MasterKey masterKey, IKeyStore keys, TimeProvider clock)
{
    /// <summary>Generates and stores a key under the id, or returns the row that the id has already: calling again after a crash is safe.</summary>
    public async Task<KeyRow> GetOrCreate(VaultKeyRequest request, CommitCompanion companion, CancellationToken cancellationToken)
    {
        if (await keys.Find(request.Id, cancellationToken) is { } existing)
        {
            return Expected(existing, request);
        }

        // Key generation takes up to seconds (RSA-4096): never on a grain's turn.
        var row = await Task.Run(() => Generate(request), cancellationToken);
        if (await keys.Add(row, companion, cancellationToken))
        {
            return row;
        }

        var winner = await keys.Find(request.Id, cancellationToken) ?? throw new InvalidOperationException($"Key {request.Id} was neither added nor found.");
        return Expected(winner, request);
    }

    /// <summary>
    /// Stores an authority's key that was made elsewhere, or returns the row that holds it already under this id: calling again after a crash is safe. Null when the id has another key, or
    /// another authority this one. The caller disposes the key.
    /// </summary>
    public async Task<KeyRow?> Keep(VaultKeyRequest request, ISigningKey key, CommitCompanion companion, CancellationToken cancellationToken)
    {
        var row = Seal(request, key);
        if (await keys.Add(row, companion, cancellationToken))
        {
            return row;
        }

        var existing = await keys.Find(request.Id, cancellationToken);
        return existing?.Purpose == request.Purpose && existing.PublicKey.AsSpan().SequenceEqual(row.PublicKey.AsSpan()) ? existing : null;
    }

    /// <summary>The id under which an authority's key is here; null when it is not.</summary>
    public async Task<string?> FindAuthority(ReadOnlyMemory<byte> publicKey, CancellationToken cancellationToken) =>
        (await keys.FindAuthority([.. publicKey.Span], cancellationToken))?.Id;

    /// <summary>SubjectPublicKeyInfo of the key with this id; null when there is none.</summary>
    public async Task<ImmutableArray<byte>?> FindPublicKey(string id, CancellationToken cancellationToken) => (await keys.Find(id, cancellationToken))?.PublicKey;

    /// <summary>The key, ready to sign; the caller disposes it. Null when there is none of that id and purpose.</summary>
    public async Task<ISigningKey?> Load(string id, string purpose, CancellationToken cancellationToken)
    {
        var row = await keys.Find(id, cancellationToken);
        return row?.Purpose == purpose ? Open(row) : null;
    }

    /// <exception cref="WrongMasterKeyException">The envelope does not open.</exception>
    public ISigningKey Open(KeyRow row)
    {
        var pkcs8 = Unseal(row);
        try
        {
            return SigningKeys.Import(pkcs8);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private byte[] Unseal(KeyRow row)
    {
        try
        {
            return KeyEnvelope.Open(masterKey, new EnvelopeName(row.Id, row.Purpose), row.Envelope.AsSpan());
        }
        catch (CryptographicException)
        {
            throw new WrongMasterKeyException();
        }
    }

    private KeyRow Generate(VaultKeyRequest request)
    {
        using var key = SigningKeys.Generate(request.Algorithm);
        return Seal(request, key);
    }

    private KeyRow Seal(VaultKeyRequest request, ISigningKey key)
    {
        var pkcs8 = SigningKeys.ExportPkcs8(key);
        try
        {
            var envelope = KeyEnvelope.Seal(masterKey, new EnvelopeName(request.Id, request.Purpose), pkcs8);
            return new KeyRow(
                request.Id,
                request.Purpose,
                request.Algorithm.ToName(),
                [.. key.SubjectPublicKeyInfo.Span],
                ImmutableCollectionsMarshal.AsImmutableArray(envelope),
                clock.GetUtcNow());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    private static KeyRow Expected(KeyRow row, VaultKeyRequest request) =>
        row.Purpose == request.Purpose && row.Algorithm == request.Algorithm.ToName()
            ? row
            : throw new InvalidOperationException($"Key {request.Id} exists with another purpose or algorithm.");
}

/// <summary>A key to be made.</summary>
/// <param name="Purpose">Such as <c>authority</c>; part of what the envelope is bound to.</param>
internal sealed record VaultKeyRequest(string Id, string Purpose, KeyAlgorithm Algorithm);
