using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Ucm.Conformance.Tests.Hosting;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Signing;
using Ucm.Silo.CommandLine;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary><c>Ucm.Silo frontend enroll</c>, and the files it writes, as the frontend reads them.</summary>
public sealed class EnrollmentTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ucm-enroll-");

    private string Data => Path.Combine(folder.FullName, "data");

    private string Out => Path.Combine(folder.FullName, "edge");

    private ClusterTlsOptions Files => new()
    {
        CertificatePath = Path.Combine(Out, "frontend.pem"),
        KeyPath = Path.Combine(Out, "frontend.key"),
        AuthorityPath = Path.Combine(Out, "cluster.pem"),
    };

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    [Trait("needs", "server")]
    public async Task Enroll_WithAMasterKey_WritesFilesThatLetTheFrontendIn()
    {
        using var key = NewInstallation();
        await using var silo = await LinkSilo.Start(key);

        (await Enroll("edge-1")).ShouldBe(0);

        File.GetUnixFileMode(Files.KeyPath).ShouldBe(OwnerOnly);
        File.GetUnixFileMode(Out).ShouldBe(OwnerOnly | UnixFileMode.UserExecute);
        var verified = await Tool.Run("openssl", ["verify", "-CAfile", Files.AuthorityPath, "-purpose", "sslclient", Files.CertificatePath]);
        verified.ExitCode.ShouldBe(0, verified.All);
        await using var client = await LinkClient.Connect([silo.GatewayPort], builder =>
        {
            builder.UseClusterTls();
            builder.Configure<ClusterTlsOptions>(options =>
                (options.CertificatePath, options.KeyPath, options.AuthorityPath) = (Files.CertificatePath, Files.KeyPath, Files.AuthorityPath));
        });
        await client.Call("enrolled");
    }

    [Fact]
    public async Task Enroll_WithoutAMasterKey_MakesNone()
    {
        (await Enroll("edge-1")).ShouldBe(1);

        Directory.Exists(Data).ShouldBeFalse();
        Directory.Exists(Out).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Edge One")]
    [InlineData("../edge")]
    public async Task Enroll_OfAWrongName_WritesNothing(string name)
    {
        using var key = NewInstallation();

        (await Enroll(name)).ShouldBe(1);

        Directory.Exists(Out).ShouldBeFalse();
    }

    [Fact]
    public async Task Credentials_AfterASecondEnrollment_AreTheNewOnes()
    {
        using var key = NewInstallation();
        await Enroll("edge-1");
        var credentials = new FrontendCredentials(Options.Create(Files), NullLogger<FrontendCredentials>.Instance);
        var before = credentials.Current();
        credentials.Current().ShouldBeSameAs(before);

        await Enroll("edge-1");
        File.SetLastWriteTimeUtc(Files.CertificatePath, DateTime.UtcNow.AddSeconds(5));

        credentials.Current().Own.TargetCertificate.SerialNumber.ShouldNotBe(before.Own.TargetCertificate.SerialNumber);
    }

    [Fact]
    public async Task Credentials_HalfWayThroughARenewal_StayTheOldOnes()
    {
        using var key = NewInstallation();
        await Enroll("edge-1");
        var credentials = new FrontendCredentials(Options.Create(Files), NullLogger<FrontendCredentials>.Instance);
        var before = credentials.Current();

        await File.WriteAllTextAsync(Files.CertificatePath, "-----BEGIN CERT", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(Files.CertificatePath, DateTime.UtcNow.AddSeconds(5));

        credentials.Current().ShouldBeSameAs(before);
    }

    [Fact]
    public async Task Credentials_WhoseKeyOthersMayRead_AreRefused()
    {
        using var key = NewInstallation();
        await Enroll("edge-1");
        File.SetUnixFileMode(Files.KeyPath, OwnerOnly | UnixFileMode.GroupRead);
        var credentials = new FrontendCredentials(Options.Create(Files), NullLogger<FrontendCredentials>.Instance);

        Should.Throw<ClusterCredentialsException>(() => credentials.Current()).Message.ShouldContain("chmod 600");
    }

    private MasterKey NewInstallation()
    {
        Directory.CreateDirectory(Data);
        return MasterKeyFile.OpenOrCreate(Path.Combine(Data, "master.key"));
    }

    private Task<int> Enroll(string name) => SiloCommandLine.Run(
        ["frontend", "enroll", "--name", name, "--out", Out, $"--Ucm:DataDirectory={Data}", $"--Ucm:Cluster:ClusterId={LinkKeys.ClusterId}"]);
}
