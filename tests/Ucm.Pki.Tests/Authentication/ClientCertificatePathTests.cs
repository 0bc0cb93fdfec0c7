using Ucm.Pki.Authentication;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.Authentication;

public sealed class ClientCertificatePathTests
{
    private static readonly DateTimeOffset Now = TestAuthority.Now.AddMinutes(5);
    private readonly TestAuthority root = TestAuthority.Root;
    private readonly TestAuthority issuing = TestAuthority.Root.CreateSubordinate(KeyAlgorithm.EcdsaP384);

    [Fact]
    public void TryVerify_AnchorThatIsNoRoot_IsTheEndOfThePath()
    {
        var client = Client(issuing);

        Verify([client], [issuing.Certificate]).ShouldBe([client.Subject.ToString(), issuing.Certificate.Subject.ToString()]);
        Verify([client, issuing.Certificate, root.Certificate], [issuing.Certificate]).Count.ShouldBe(2);
    }

    [Fact]
    public void TryVerify_ThroughAnIntermediateThatIsSentAlong_LeadsToTheRoot()
    {
        var client = Client(issuing);

        Verify([client, issuing.Certificate], [root.Certificate]).Count.ShouldBe(3);
        Verify([client], [root.Certificate]).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void TryVerify_EveryKeyAlgorithm_IsVerified(string name)
    {
        KeyAlgorithms.TryParse(name, out var algorithm).ShouldBeTrue();
        var authority = root.CreateSubordinate(algorithm);

        Verify([Client(authority)], [authority.Certificate]).Count.ShouldBe(2);
    }

    [Fact]
    public void TryVerify_SignatureChanged_IsRefused()
    {
        var der = Client(issuing).Der.ToArray();
        der[^1] ^= 1;

        Verify([ParsedCertificate.Parse(der)], [issuing.Certificate]).ShouldBeEmpty();
    }

    [Fact]
    public void TryVerify_AuthorityOfTheSameNameWithAnotherKey_IsRefused()
    {
        var other = TestAuthority.CreateRoot(KeyAlgorithm.EcdsaP256);
        other.Certificate.Subject.Matches(root.Certificate.Subject).ShouldBeTrue();

        Verify([Client(other)], [root.Certificate]).ShouldBeEmpty();
        Verify([Client(other), other.Certificate], [root.Certificate]).ShouldBeEmpty();
    }

    [Fact]
    public void TryVerify_ClientsCertificateAsAnIssuer_IsRefused()
    {
        var client = Client(issuing);

        Verify([client, client], [client]).ShouldBeEmpty();
        Verify([issuing.Certificate], [root.Certificate]).ShouldBeEmpty();
    }

    [Fact]
    public void TryVerify_AtAnotherTime_IsRefused()
    {
        var client = Client(issuing);

        Verify([client], [issuing.Certificate], client.NotAfter.AddMinutes(1)).ShouldBeEmpty();
        Verify([client], [issuing.Certificate], client.NotBefore.AddMinutes(-1)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("tls-server", false)]
    [InlineData("email", false)]
    [InlineData("tls-client", true)]
    public void CheckUsage_Profile_AllowsClientsOnly(string profile, bool expected)
    {
        var names = profile == "email" ? new GeneralName(GeneralNameKind.Email, "alice@example.com") : new GeneralName(GeneralNameKind.Dns, "alice.example");

        (ClientCertificatePath.CheckUsage(Client(issuing, profile, names)) is null).ShouldBe(expected);
    }

    [Fact]
    public void TryVerify_NothingOrTooMuch_IsMalformed()
    {
        ReadOnlyMemory<byte> client = Client(issuing).Der;
        IReadOnlyList<ReadOnlyMemory<byte>>[] wrong =
        [
            [],
            [.. Enumerable.Repeat(client, ClientCertificatePath.MaxCount + 1)],
            [new byte[ClientCertificatePath.MaxLength + 1]],
            [new byte[] { 1, 2, 3 }],
            [client, new byte[] { 1, 2, 3 }],
        ];

        foreach (var presented in wrong)
        {
            ClientCertificatePath.TryVerify(presented, [issuing.Certificate], Now, out _, out var fault).ShouldBeFalse();
            fault!.Kind.ShouldBe(PkiFaultKind.Malformed);
        }
    }

    public static TheoryData<string> Algorithms => [.. (string[])["ecdsa-p256", "ecdsa-p521", "rsa-2048", "ed25519"]];

    /// <summary>The subjects of the path; empty when there is none.</summary>
    private static List<string> Verify(ParsedCertificate[] presented, ParsedCertificate[] anchors, DateTimeOffset? at = null)
    {
        var verified = ClientCertificatePath.TryVerify([.. presented.Select(static one => one.Der)], anchors, at ?? Now, out var path, out var fault);
        (fault is null).ShouldBe(verified);
        return [.. (path ?? []).Select(static one => one.Subject.ToString())];
    }

    private static ParsedCertificate Client(TestAuthority issuer, string profile = "tls-client", params GeneralName[] names)
    {
        var key = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        return issuer.Issue(
            profile, PublicKeyInfo.Parse(key.SubjectPublicKeyInfo), new CertificateRequestContent(DistinguishedName.Parse("CN=alice.example"), names));
    }
}
