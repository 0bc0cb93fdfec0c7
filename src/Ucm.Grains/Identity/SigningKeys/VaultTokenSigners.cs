using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Signing;
using Ucm.Pki.Keys;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Identity.SigningKeys;

/// <summary>The keys of access tokens in the vault, each loaded once per silo; which of them count is asked of the ring once a second.</summary>
internal sealed class VaultTokenSigners(KeyVault vault, IGrainFactory grains, TimeProvider clock) : ITokenSigners, IDisposable
{
    private const string Purpose = "token-signing";
    private const int CoordinateOctets = 32;
    private static readonly TimeSpan RingFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _loading = new(1);
    private readonly ConcurrentDictionary<int, (ISigningKey Key, TokenSigner Signer)> _opened = new();
    private Heard? _heard;

    public async ValueTask<TokenSigner> Get(CancellationToken cancellationToken)
    {
        var (ring, now) = (await Ring(cancellationToken), clock.GetUtcNow());
        var signing = ring.Keys.FirstOrDefault(key => key.SignsFrom <= now) ?? ring.Keys[^1];
        return await Make(signing.Number, cancellationToken);
    }

    public async ValueTask<ImmutableArray<TokenKey>> Published(CancellationToken cancellationToken)
    {
        var keys = ImmutableArray.CreateBuilder<TokenKey>();
        foreach (var key in (await Ring(cancellationToken)).Keys)
        {
            var signer = await Make(key.Number, cancellationToken);
            keys.Add(new TokenKey(signer.KeyId, signer.PublicKey));
        }

        return keys.DrainToImmutable();
    }

    /// <summary>The key of this number, made if there is none yet.</summary>
    public async ValueTask<TokenSigner> Make(int number, CancellationToken cancellationToken)
    {
        if (_opened.TryGetValue(number, out var known))
        {
            return known.Signer;
        }

        await _loading.WaitAsync(cancellationToken);
        try
        {
            if (!_opened.TryGetValue(number, out var opened))
            {
                _opened[number] = opened = await Open(number, cancellationToken);
            }

            return opened.Signer;
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose()
    {
        foreach (var (key, _) in _opened.Values)
        {
            key.Dispose();
        }

        _loading.Dispose();
    }

    private async ValueTask<TokenKeyRing> Ring(CancellationToken cancellationToken)
    {
        if (_heard is { } heard && clock.GetElapsedTime(heard.At) < RingFor)
        {
            return heard.Ring;
        }

        var at = clock.GetTimestamp();
        var ring = await grains.GetGrain<ITokenKeyRingGrain>(0).Get(cancellationToken);
        _heard = new Heard(at, ring);
        return ring;
    }

    // Stored: forever.
    private static string IdOf(int number) => $"token-signing-{number}";

    private async Task<(ISigningKey Key, TokenSigner Signer)> Open(int number, CancellationToken cancellationToken)
    {
        var audit = new AuditEntry(clock.GetUtcNow(), Caller.System("identity").ToString(), null, "key.create", $"key:{IdOf(number)}");
        var row = await vault.GetOrCreate(new VaultKeyRequest(IdOf(number), Purpose, KeyAlgorithm.EcdsaP256), CommitCompanion.Of(audit), cancellationToken);
        var key = vault.Open(row);

        // RFC 7638 would do as well; a prefix of the key's hash changes with the key and says nothing else.
        var id = Convert.ToHexStringLower(SHA256.HashData(row.PublicKey.AsSpan()).AsSpan(0, 8));
        return (key, new TokenSigner(id, row.PublicKey, data => EcdsaSignatures.ToFixed(key.Sign(data), CoordinateOctets)));
    }

    private sealed record Heard(long At, TokenKeyRing Ring);
}
