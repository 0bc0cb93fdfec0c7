using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Identity.Factors;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Identity.Factors;

/// <summary>An installation that accepts one model of one manufacturer, whose root is in a file.</summary>
[Trait("needs", "server")]
public sealed class AttestationPolicyTests : IAsyncLifetime
{
    private static readonly Guid Model = new("2fc0579f-8113-47ea-b116-bb5a8db9202a");
    private readonly DirectoryInfo roots = Directory.CreateTempSubdirectory("ucm-roots-");
    private readonly X509Certificate2 root = Root("CN=Maker Root");
    private readonly IdentityCluster cluster;

    public AttestationPolicyTests() => cluster = new IdentityCluster
    {
        Configure = services => services.Configure<PasskeyPolicyOptions>(options =>
        {
            options.Attestation = PasskeyAttestation.Direct;
            options.AllowedAaguids = [Model.ToString()];
            options.RootsDirectory = roots.FullName;
        }),
    };

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(roots.FullName, "maker.pem"), root.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await cluster.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        root.Dispose();
        roots.Delete(recursive: true);
    }

    [Fact]
    public async Task Register_Direct_TakesOnlyWhatLeadsToTheRootAndIsOnTheList()
    {
        using var otherRoot = Root("CN=Other Root");
        using var ours = Leaf(root);
        using var others = Leaf(otherRoot);

        var right = await Register(new SoftAuthenticator { Aaguid = Model, Attestation = ours });
        var anonymous = await Register(new SoftAuthenticator { Aaguid = Model });
        var untrusted = await Register(new SoftAuthenticator { Aaguid = Model, Attestation = others });
        var unlisted = await Register(new SoftAuthenticator { Aaguid = Guid.NewGuid(), Attestation = ours });

        right.Succeeded.ShouldBeTrue(right.Refusal?.Detail);
        right.Value!.Passkey.Aaguid.ShouldBe(Model);
        anonymous.Refusal!.Code.ShouldBe(RefusalCode.PolicyViolation);
        untrusted.Refusal!.Code.ShouldBe(RefusalCode.PolicyViolation);
        unlisted.Refusal!.Code.ShouldBe(RefusalCode.PolicyViolation);
    }

    private async Task<Outcome<AddedPasskey>> Register(SoftAuthenticator authenticator)
    {
        using (authenticator)
        {
            var user = await cluster.CreateUser();
            var factors = cluster.Grains.SecondFactors(user);
            var options = await factors.BeginPasskey(user.Self(), TestContext.Current.CancellationToken);
            var command = new AddPasskeyCommand("Key", authenticator.Create(options.Value!.Json), user.Self());
            return await factors.AddPasskey(command, TestContext.Current.CancellationToken);
        }
    }

    private static X509Certificate2 Root(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddYears(1));
    }

    /// <summary>As WebAuthn §8.2.1 wants it.</summary>
    private static X509Certificate2 Leaf(X509Certificate2 issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("C=SE, O=Maker, OU=Authenticator Attestation, CN=Model One", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var issued = request.Create(issuer, now.AddDays(-1), now.AddDays(30), RandomNumberGenerator.GetBytes(12));
        return issued.CopyWithPrivateKey(key);
    }
}
