using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Grains.Tests.Signing;
using Ucm.Pki.Authorities;
using Ucm.Pki.Keys;
using Ucm.Storage.Commits;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Authorities;

/// <summary>What an import leaves behind, whole or cut off.</summary>
[Trait("needs", "server")]
public sealed class ImportSecretsTests : IDisposable
{
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Fact]
    public async Task Law06_Import_LeavesNoKeyFileOrPasswordInDatabaseLogOrAudit()
    {
        using var log = new CapturedLog();
        await using var cluster = await GrainCluster.Start(configure: services => services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace)));
        foreign.Root("old", ForeignAuthority.P256);
        var file = foreign.Export("old");
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(foreign.File("old.key")));
        byte[][] secrets = [key.ExportPkcs8PrivateKey()[..64], key.ExportParameters(true).D!, file[..64], Encoding.UTF8.GetBytes(ForeignAuthority.Password)];

        await cluster.Imported(Imports.NewId(), file);
        (await cluster.Import(Imports.NewId(), Imports.Command(file))).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        (await cluster.Import(Imports.NewId(), Imports.Command(file) with { Password = new SecretText("not " + ForeignAuthority.Password) })).Refusal!.Code.ShouldBe(RefusalCode.Malformed);

        var places = Directory.GetFiles(cluster.Folder, "ucm.db*").ToDictionary(static path => path, Read);
        places["log"] = Encoding.UTF8.GetBytes(string.Join('\n', log.Lines));
        foreach (var (place, content) in places)
        {
            foreach (var secret in secrets)
            {
                content.AsSpan().IndexOf(secret).ShouldBe(-1, place);
                content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToBase64String(secret)[..^4])).ShouldBe(-1, place);
                content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret))).ShouldBe(-1, place);
            }
        }
    }

    [Fact]
    public async Task Import_CutOffAfterItsKey_IsCarriedOn()
    {
        await using var cluster = await GrainCluster.Start();
        foreign.Root("old", ForeignAuthority.P256);
        foreign.Root("other", ForeignAuthority.P256);
        var (id, file) = (Imports.NewId(), foreign.Export("old"));
        AuthorityFile.TryOpen(file, ForeignAuthority.Password, out var opened, out _).ShouldBeTrue();
        using var left = opened!;
        var request = new VaultKeyRequest($"authority:{id}:1", "authority", KeyAlgorithm.EcdsaP256);
        await cluster.Service<KeyVault>().Keep(request, left.Key, new CommitCompanion([], []), CancellationToken.None);

        // Its key is there: nothing else may take the place.
        (await cluster.Import(id, Imports.Command(foreign.Export("other")))).Refusal!.Code.ShouldBe(RefusalCode.Conflict);
        await cluster.Imported(id, file);

        cluster.Scalar("select count(*) from keys where id = @i", ("@i", request.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task Import_BlockedKey_IsRefused()
    {
        foreign.Root("old", ForeignAuthority.Rsa2048);
        var file = foreign.Export("old");
        AuthorityFile.TryOpen(file, ForeignAuthority.Password, out var opened, out _).ShouldBeTrue();
        using var blocked = opened!;
        var policy = KeyPolicy.Default with { BlockedKeys = ImmutableHashSet.Create(Convert.ToHexStringLower(blocked.PublicKey.Sha256())) };
        await using var cluster = await GrainCluster.Start(configure: services => services.AddSingleton(policy));

        var imported = await cluster.Import(Imports.NewId(), Imports.Command(file));

        imported.Refusal!.Code.ShouldBe(RefusalCode.BadPublicKey);
    }

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
