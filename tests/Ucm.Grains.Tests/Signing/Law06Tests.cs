using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ucm.Grains.Certificates;
using Ucm.Grains.Signing;
using Ucm.Grains.Tests.Faults;
using Ucm.Pki.Keys;
using Ucm.Storage.Keys;

namespace Ucm.Grains.Tests.Signing;

/// <summary>Law 6: no key in clear on the disk, in the log or in an exception.</summary>
[Trait("needs", "server")]
public sealed class Law06Tests
{
    [Fact]
    public async Task Law06_DatabaseFilesLogsAndExceptions_HoldNoKeyInClear()
    {
        using var log = new CapturedLog();
        var faults = new ThrowAt();
        await using var cluster = await GrainCluster.Start(configure: services => services
            .AddSingleton<IIssuanceObserver>(faults)
            .AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug)));
        await cluster.CreateAuthorities();
        await cluster.Issued("law06:issued");
        faults.Once(IssuanceStep.Signed, "law06:fault");
        var fault = await Should.ThrowAsync<Exception>(() => cluster.Issue(TestRequests.Command("law06:fault")));
        var secrets = await Secrets(cluster);

        secrets.Count.ShouldBe(5);
        log.Lines.Count.ShouldBeGreaterThan(10);
        var text = string.Join('\n', [.. log.Lines, fault.ToString()]);
        foreach (var secret in secrets)
        {
            NotIn(Encoding.UTF8.GetBytes(text), secret, "the log");
            foreach (var file in Directory.EnumerateFiles(cluster.Folder, "ucm.db*"))
            {
                NotIn(Read(file), secret, file);
            }
        }
    }

    [Fact]
    public async Task Law06_Files_AreForTheirOwnerOnly()
    {
        await using var cluster = await GrainCluster.Start();
        await cluster.CreateAuthorities();

        var files = Directory.GetFiles(cluster.Folder);

        files.Length.ShouldBeGreaterThanOrEqualTo(3);
        files.ShouldAllBe(file => Mode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    /// <summary>The master key, and of each authority its PKCS#8 and its bare scalar.</summary>
    private static async Task<List<byte[]>> Secrets(GrainCluster cluster)
    {
        var secrets = new List<byte[]> { File.ReadAllBytes(Path.Combine(cluster.Folder, "master.key")) };
        foreach (var id in new[] { "authority:root:1", "authority:issuing:1" })
        {
            var row = await cluster.Service<IKeyStore>().Find(id, CancellationToken.None);
            using var key = cluster.Service<KeyVault>().Open(row!);
            var pkcs8 = SigningKeys.ExportPkcs8(key);
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportPkcs8PrivateKey(pkcs8, out _);
            secrets.Add(pkcs8);
            secrets.Add(ecdsa.ExportParameters(true).D!);
        }

        return secrets;
    }

    private static void NotIn(byte[] content, byte[] secret, string where)
    {
        string[] texts = [Convert.ToBase64String(secret)[..32], Convert.ToHexString(secret), Convert.ToHexStringLower(secret)];
        content.AsSpan().IndexOf(secret).ShouldBe(-1, where);
        foreach (var text in texts)
        {
            content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)).ShouldBe(-1, where);
        }
    }

    /// <summary>Windows has no such modes: there the folder's access list protects them.</summary>
    private static UnixFileMode Mode(string file) =>
        OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(file);

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }
}
