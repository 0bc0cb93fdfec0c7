using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Crl.Publication;
using Ucm.Pki.Crl;
using Ucm.Storage.Crls;

namespace Ucm.Grains.Tests.Crl;

/// <summary>A copy that was slow never takes the place of a newer CRL.</summary>
public sealed class CrlOrderTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private readonly string folder = Directory.CreateTempSubdirectory("ucm-crl-order-").FullName;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 issuer;

    public CrlOrderTests()
    {
        var request = new CertificateRequest("CN=Order", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        issuer = request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        issuer.Dispose();
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Directory_AnOlderCrlComesLate_TheNewerOneStays()
    {
        var destination = new DirectoryDestination(folder);

        foreach (var number in (long[])[5, 4, 5, 6, 3])
        {
            using var content = new MemoryStream(Build(number));
            await destination.Put(Row(number), content, Token);
        }

        using var file = File.OpenRead(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ShouldHaveSingleItem());
        CrlNumbers.Read(file).ShouldBe(6);
    }

    [Fact]
    public async Task Directory_SomethingElseIsThere_IsReplaced()
    {
        var destination = new DirectoryDestination(folder);
        var path = Path.Combine(folder, Row(1).Scope.Path(false));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "no CRL", Token);

        using var content = new MemoryStream(Build(1));
        await destination.Put(Row(1), content, Token);

        using var file = File.OpenRead(path);
        CrlNumbers.Read(file).ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1_800_000_000)]
    public void Read_ACrlOfAnotherProduct_ItsNumber(long number)
    {
        using var content = new MemoryStream(Build(number, entries: 300));

        CrlNumbers.Read(content).ShouldBe(number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3003020101")]
    [InlineData("30843fffffff3084")]
    [InlineData("3082010030820100a084ffffffff")]
    public void Read_NoCrl_Null(string hex)
    {
        using var content = new MemoryStream(Convert.FromHexString(hex));

        CrlNumbers.Read(content).ShouldBeNull();
    }

    private static CrlRow Row(long number) => new(Crls.Whole, number, CrlKind.Full, null, 1, 1, Now, Now.AddHours(1), new CrlContent("build", 1, []));

    private byte[] Build(long number, int entries = 1)
    {
        var builder = new CertificateRevocationListBuilder();
        for (var entry = 1; entry <= entries; entry++)
        {
            builder.AddEntry([0x01, (byte)(entry >> 8), (byte)entry], Now);
        }

        return builder.Build(issuer, new BigInteger(number), Now.AddHours(1), HashAlgorithmName.SHA256);
    }
}
