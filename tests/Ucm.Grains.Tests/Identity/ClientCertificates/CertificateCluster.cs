using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Ucm.Grains.Identity.ClientCertificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Trust;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Identity.ClientCertificates;

/// <summary>
/// Two silos that take client certificates of the authority <c>issuing</c> and of two authorities of openssl's: <c>foreign</c> has a CRL, <c>silent</c>
/// has none. Every frontend is believed, unless a test's proof says otherwise.
/// </summary>
public sealed class CertificateCluster : IAsyncLifetime
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>A proof with this signature is a frontend's that is not believed.</summary>
    private static readonly ImmutableArray<byte> Forged = [0];

    private GrainCluster? cluster;
    private int requests;

    public ForeignAuthority Files { get; } = new();

    internal GrainCluster Cluster => cluster!;

    public async ValueTask InitializeAsync()
    {
        foreach (var name in (string[])["foreign", "silent", "stranger"])
        {
            Root(name).WriteTo(Files, name);
        }

        Client("foreign", "CN=revoked").WriteTo(Files, "revoked");
        WriteCrl("foreign", "revoked");
        cluster = await GrainCluster.Start(configure: Configure);
        await cluster.CreateAuthorities();
        await CreateUser("alice", Roles.Operator);
        await CreateUser("boss", Roles.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        Files.Dispose();
    }

    public async Task CreateUser(string name, string role)
    {
        var command = new CreateUserCommand(new SecretText("three purple submarines"), [role], MustChangePassword: false, Caller.System("test"));
        (await Cluster.Grains.User(UserName.Parse(name)).Create(command, CancellationToken.None)).Refusal.ShouldBeNull();
    }

    /// <summary>A certificate of the authority here, by the profile tls-client.</summary>
    internal async Task<(CertificateKey Key, byte[] Der)> Issue(string subject, string? email = null, string profile = "tls-client")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (email is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddEmailAddress(email);
            request.CertificateExtensions.Add(names.Build());
        }

        var command = new IssueCommand(
            TestRequests.Id($"mtls{Interlocked.Increment(ref requests)}"),
            TestRequests.Issuing,
            profile,
            [.. request.CreateSigningRequest()],
            TestRequests.Admin);
        var issued = await Cluster.Issue(command);
        return (issued.Value.ShouldNotBeNull(issued.Refusal?.Detail).Key, [.. issued.Value!.Der]);
    }

    /// <summary>As it is to be written to <see cref="Files"/>.</summary>
    public static HomeMade Client(string issuer, string subject) => new(new X500DistinguishedName(subject).RawData)
    {
        Issuer = issuer,
        IsAuthority = false,
        Days = 30,
        Usage = X509KeyUsageFlags.DigitalSignature,
        Purposes = [ClientAuthentication],
    };

    /// <summary>Writes it and reads it back.</summary>
    public byte[] Der(HomeMade certificate)
    {
        var name = Guid.NewGuid().ToString("n");
        certificate.WriteTo(Files, name);
        return Der(name);
    }

    public byte[] Der(string name)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Files.File($"{name}.pem"));
        return certificate.RawData;
    }

    internal Task<Outcome<SignedIn>> SignIn(params byte[][] chain) => SignIn(new CertificateSignInCommand(Proof(chain), SessionKind.Api, null));

    internal Task<Outcome<SignedIn>> SignIn(CertificateSignInCommand command) =>
        Cluster.AsFrontend(grains => grains.CertificateSignIn().SignIn(command, CancellationToken.None));

    internal static ClientCertificateProof Proof(byte[][] chain, bool forged = false) =>
        new([.. chain.Select(static der => der.ToImmutableArray())], DateTimeOffset.UnixEpoch, [1], forged ? Forged : [1]);

    private static HomeMade Root(string name) => new(new X500DistinguishedName($"CN={name}").RawData);

    private void WriteCrl(string issuer, string revoked)
    {
        using var authority = X509Certificate2.CreateFromPemFile(Files.File($"{issuer}.pem"), Files.File($"{issuer}.key"));
        using var listed = X509CertificateLoader.LoadCertificateFromFile(Files.File($"{revoked}.pem"));
        var list = new CertificateRevocationListBuilder();
        list.AddEntry(listed);
        File.WriteAllBytes(Files.File($"{issuer}.crl"), list.Build(authority, 1, TimeProvider.System.GetUtcNow().AddDays(1), HashAlgorithmName.SHA256));
    }

    private void Configure(IServiceCollection services)
    {
        services.AddSingleton<IClientProofVerifier, Believing>();
        services.Configure<MtlsOptions>(options =>
        {
            options.Authorities.Add("issuing");
            options.Roots.Add(Files.File("foreign.pem"));
            options.Roots.Add(Files.File("silent.pem"));
            options.Crls.Add(Files.File("foreign.crl"));
            options.Rules.Add(new() { Subject = "CN=chief", User = "boss", Admin = true });
            options.Rules.Add(new() { San = "email:alice@example.com", User = "alice" });
            options.Rules.Add(new() { Subject = "CN=robot,OU=machines", User = "robot", Roles = { Roles.Viewer } });
            options.Rules.Add(new() { Subject = "CN=thief,OU=machines", User = "alice", Roles = { Roles.Viewer } });
            options.Rules.Add(new() { Issuer = "CN=Test Issuing,O=UltimateCA", User = "{cn}" });
            options.Rules.Add(new() { Issuer = "CN=foreign", User = "{cn}" });
            options.Rules.Add(new() { Issuer = "CN=silent", User = "{cn}" });
        });
    }

    private sealed class Believing : IClientProofVerifier
    {
        public string? FindFault(ClientCertificateProof proof, string purpose) => proof.Signature.SequenceEqual(Forged) ? "Forged." : null;
    }
}
