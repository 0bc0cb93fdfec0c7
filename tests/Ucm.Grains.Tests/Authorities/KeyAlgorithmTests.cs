using System.Diagnostics;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Grains.Tests.Authorities;

/// <summary>Authorities with each kind of key, read by openssl.</summary>
[Trait("needs", "server")]
public sealed class KeyAlgorithmTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Theory]
    [InlineData("rsa-2048")]
    [InlineData("rsa-3072")]
    [InlineData("rsa-4096")]
    [InlineData("ecdsa-p256")]
    [InlineData("ecdsa-p384")]
    [InlineData("ecdsa-p521")]
    [InlineData("ed25519")]
    public async Task Issue_ByAnAuthorityOfThisKey_VerifiesWithOpenSsl(string algorithm)
    {
        await cluster.CreateAuthorities();
        var authority = AuthorityId.Parse($"sub-{algorithm}");
        var created = await cluster.Grains.Authority(authority).Create(
            TestRequests.IssuingCommand(algorithm) with { Subject = $"CN=Sub {algorithm},O=UltimateCA" }, CancellationToken.None);
        created.Refusal.ShouldBeNull();

        var issued = (await cluster.Issue(TestRequests.Command($"key:{algorithm}") with { Authority = authority })).Value.ShouldNotBeNull();

        issued.Chain.Length.ShouldBe(2);
        var root = Pem("root", issued.Chain[1].AsSpan());
        var sub = Pem("sub", issued.Chain[0].AsSpan());
        var leaf = Pem("leaf", issued.Der.AsSpan());
        (await OpenSsl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", root, "-untrusted", sub, leaf)).ShouldContain(": OK");
    }

    private string Pem(string name, ReadOnlySpan<byte> der)
    {
        var path = Path.Combine(cluster.Folder, $"{name}-{Guid.NewGuid():n}.pem");
        File.WriteAllText(path, PemEncoding.WriteString("CERTIFICATE", der));
        return path;
    }

    private static async Task<string> OpenSsl(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output + await errors;
    }
}
