using System.Security.Cryptography;
using Ucm.Grains.Signing;
using Ucm.Pki.Keys;
using Ucm.Storage.Commits;
using Ucm.Storage.Keys;

namespace Ucm.Grains.Tests.Signing;

[Trait("needs", "server")]
public sealed class KeyVaultTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    private static readonly CommitCompanion Companion = CommitCompanion.Of(new AuditEntry(DateTimeOffset.UnixEpoch, "test", null, "key.create", "key"));

    private KeyVault Vault => cluster.Service<KeyVault>();

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256)]
    [InlineData(KeyAlgorithm.EcdsaP384)]
    [InlineData(KeyAlgorithm.Ed25519)]
    [InlineData(KeyAlgorithm.Rsa2048)]
    public async Task GetOrCreate_ThenLoad_SignsForTheStoredPublicKey(KeyAlgorithm algorithm)
    {
        var row = await Vault.GetOrCreate(new VaultKeyRequest($"test:{algorithm}", "test", algorithm), Companion, CancellationToken.None);

        using var key = (await Vault.Load(row.Id, "test", CancellationToken.None)).ShouldNotBeNull();

        var signature = key.Sign("data"u8);
        PublicKeyInfo.Parse(row.PublicKey.AsMemory()).Verify("data"u8, signature, key.SignatureAlgorithm.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task GetOrCreate_ManyAtOnceOnBothSilos_OneKey()
    {
        var request = new VaultKeyRequest("test:race", "test", KeyAlgorithm.EcdsaP256);

        var rows = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => cluster.Service<KeyVault>(i % 2).GetOrCreate(request, Companion, CancellationToken.None)));

        rows.ShouldAllBe(row => row.PublicKey.SequenceEqual(rows[0].PublicKey));
        cluster.Scalar("select count(*) from keys where id = 'test:race'").ShouldBe(1);
    }

    [Fact]
    public async Task Load_AnotherPurpose_Nothing()
    {
        var row = await Vault.GetOrCreate(new VaultKeyRequest("test:purpose", "test", KeyAlgorithm.EcdsaP256), Companion, CancellationToken.None);

        (await Vault.Load(row.Id, "authority", CancellationToken.None)).ShouldBeNull();
        (await Vault.Load("test:none", "test", CancellationToken.None)).ShouldBeNull();
        await Should.ThrowAsync<InvalidOperationException>(() =>
            Vault.GetOrCreate(new VaultKeyRequest(row.Id, "authority", KeyAlgorithm.EcdsaP256), Companion, CancellationToken.None));
    }

    [Fact]
    public async Task Open_AnotherMasterKey_WrongMasterKeyWithoutDetail()
    {
        var row = await Vault.GetOrCreate(new VaultKeyRequest("test:wrong", "test", KeyAlgorithm.EcdsaP256), Companion, CancellationToken.None);
        using var other = new MasterKey(RandomNumberGenerator.GetBytes(MasterKey.Size));
        var vault = new KeyVault(other, cluster.Service<IKeyStore>(), TimeProvider.System);

        Should.Throw<WrongMasterKeyException>(() => vault.Open(row)).InnerException.ShouldBeNull();
        await Should.ThrowAsync<WrongMasterKeyException>(() => new MasterKeyCheck(other, cluster.Service<IKeyStore>(), TimeProvider.System).Confirm(CancellationToken.None));
    }
}
