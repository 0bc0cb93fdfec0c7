using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Shouldly;
using Ucm.Frontend.Cluster;
using Ucm.Grains.Interfaces.Identity.ClientCertificates;
using Ucm.Grains.Signing;
using Ucm.Silo.Cluster;

namespace Ucm.Conformance.Tests.Cluster;

/// <summary>Whose word about a client's certificate a silo takes.</summary>
public sealed class ClientProofTests : IDisposable
{
    private const string Purpose = "sign-in 1 192.0.2.1";
    private static readonly ImmutableArray<ImmutableArray<byte>> Chain = [[1, 2, 3], [4, 5]];
    private readonly MasterKey masterKey = LinkKeys.NewMasterKey();
    private readonly Settings denied = new();
    private readonly ClusterAuthority authority;
    private readonly ClientProofVerifier verifier;

    public ClientProofTests()
    {
        authority = new ClusterAuthority(masterKey, LinkKeys.ClusterId, TimeProvider.System);
        verifier = new ClientProofVerifier(
            authority, new ClusterPeers(LinkKeys.ClusterId, TimeProvider.System), new DeniedFrontends(denied, new ClusterLinks()));
    }

    public void Dispose()
    {
        authority.Dispose();
        masterKey.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FindFault_FrontendEnrolledForItOrInsideASilo_IsNone(bool inside)
    {
        using var own = inside ? authority.Issue(ClusterRole.Silo, string.Empty, TimeSpan.FromDays(1)) : Edge();

        verifier.FindFault(Sign(own), Purpose).ShouldBeNull();
    }

    [Fact]
    public void FindFault_FrontendEnrolledWithoutIt_IsNamed()
    {
        using var own = authority.Issue(ClusterRole.Frontend, "edge", TimeSpan.FromDays(1));

        verifier.FindFault(Sign(own), Purpose).ShouldBe("The frontend edge was not enrolled with --mtls.");
    }

    [Fact]
    public void FindFault_DeniedFrontend_IsNamed()
    {
        using var own = Edge();
        denied.CurrentValue = new SiloTlsOptions { DeniedFrontends = ["edge"] };

        verifier.FindFault(Sign(own), Purpose).ShouldNotBeNull().ShouldContain("denied");
    }

    [Fact]
    public void FindFault_AnotherClusterOrMasterKey_IsAFault()
    {
        using var otherKey = LinkKeys.NewMasterKey();
        using var stranger = new ClusterAuthority(otherKey, LinkKeys.ClusterId, TimeProvider.System);
        using var forged = stranger.Issue(ClusterRole.Frontend, "edge", TimeSpan.FromDays(1), speaksForClients: true);
        using var otherCluster = new ClusterAuthority(masterKey, "other", TimeProvider.System);
        using var foreign = otherCluster.Issue(ClusterRole.Frontend, "edge", TimeSpan.FromDays(1), speaksForClients: true);

        verifier.FindFault(Sign(forged), Purpose).ShouldNotBeNull().ShouldContain("not believed");
        verifier.FindFault(Sign(foreign), Purpose).ShouldNotBeNull().ShouldContain("another cluster");
    }

    [Fact]
    public void FindFault_SignedForSomethingElseOrAtAnotherTime_IsAFault()
    {
        using var own = Edge();
        var proof = Sign(own);

        verifier.FindFault(proof, "sign-in 2 192.0.2.1").ShouldBe("The frontend's signature is wrong.");
        verifier.FindFault(proof with { Chain = [[1, 2, 4], [4, 5]] }, Purpose).ShouldBe("The frontend's signature is wrong.");
        verifier.FindFault(proof with { SignedAt = proof.SignedAt.AddSeconds(1) }, Purpose).ShouldBe("The frontend's signature is wrong.");
        verifier.FindFault(Sign(own, ago: TimeSpan.FromMinutes(2)), Purpose).ShouldNotBeNull().ShouldContain("too long ago");
        verifier.FindFault(proof with { Signature = [] }, Purpose).ShouldBe("The frontend did not sign.");
        verifier.FindFault(proof with { Frontend = [1, 2, 3] }, Purpose).ShouldNotBeNull();
    }

    [Fact]
    public void MaySpeakForClients_OnlyWithTheMark()
    {
        using var with = Edge();
        using var without = authority.Issue(ClusterRole.Frontend, "edge", TimeSpan.FromDays(1));

        ClusterIdentity.MaySpeakForClients(with).ShouldBeTrue();
        ClusterIdentity.MaySpeakForClients(without).ShouldBeFalse();
    }

    private X509Certificate2 Edge() => authority.Issue(ClusterRole.Frontend, "edge", TimeSpan.FromDays(1), speaksForClients: true);

    private static ClientCertificateProof Sign(X509Certificate2 own, TimeSpan ago = default)
    {
        using var key = own.GetECDsaPrivateKey()!;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()) - ago;
        return new ClientCertificateProof(
            Chain, at, [.. own.RawData], [.. key.SignData(ClientCertificateProof.ToBeSigned(Chain, at, Purpose), HashAlgorithmName.SHA256)]);
    }

    private sealed class Settings : IOptionsMonitor<SiloTlsOptions>
    {
        public SiloTlsOptions CurrentValue { get; set; } = new();

        public SiloTlsOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<SiloTlsOptions, string?> listener) => null;
    }
}
