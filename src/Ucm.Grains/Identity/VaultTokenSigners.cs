using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Signing;
using Ucm.Pki.Keys;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Identity;

/// <summary>The token key in the vault, made by whichever silo needs it first and loaded once per silo.</summary>
internal sealed class VaultTokenSigners(KeyVault vault, TimeProvider clock) : ITokenSigners, IDisposable
{
    private const string KeyId = "token-signing-1";
    private const string Purpose = "token-signing";
    private const int CoordinateOctets = 32;

    private readonly SemaphoreSlim _loading = new(1);
    private ISigningKey? _key;
    private TokenSigner? _signer;

    public ValueTask<TokenSigner> Get(CancellationToken cancellationToken) =>
        _signer is { } signer ? ValueTask.FromResult(signer) : Load(cancellationToken);

    public void Dispose()
    {
        _key?.Dispose();
        _loading.Dispose();
    }

    private async ValueTask<TokenSigner> Load(CancellationToken cancellationToken)
    {
        await _loading.WaitAsync(cancellationToken);
        try
        {
            return _signer ??= await Open(cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<TokenSigner> Open(CancellationToken cancellationToken)
    {
        var audit = new AuditEntry(clock.GetUtcNow(), Caller.System("identity").ToString(), null, "key.create", $"key:{KeyId}");
        var row = await vault.GetOrCreate(new VaultKeyRequest(KeyId, Purpose, KeyAlgorithm.EcdsaP256), CommitCompanion.Of(audit), cancellationToken);
        var key = vault.Open(row);
        _key = key;

        // RFC 7638 would do as well; a prefix of the key's hash changes with the key and says nothing else.
        var id = Convert.ToHexStringLower(SHA256.HashData(row.PublicKey.AsSpan()).AsSpan(0, 8));
        return new TokenSigner(id, row.PublicKey, data => EcdsaSignatures.ToFixed(key.Sign(data), CoordinateOctets));
    }
}
