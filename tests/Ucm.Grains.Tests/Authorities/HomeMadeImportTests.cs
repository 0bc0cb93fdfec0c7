using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Tests.Status;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Authorities;

/// <summary>Authorities as people make them at home, and what is said of those that could not work here.</summary>
[Trait("needs", "server")]
public sealed class HomeMadeImportTests(GrainCluster cluster) : IClassFixture<GrainCluster>, IDisposable
{
    private readonly ForeignAuthority foreign = new();

    public void Dispose() => foreign.Dispose();

    [Theory]
    [InlineData("lower-case country")]
    [InlineData("e-mail as UTF8String")]
    [InlineData("long common name")]
    [InlineData("empty unit")]
    [InlineData("T61String")]
    [InlineData("BMPString")]
    [InlineData("IA5String")]
    [InlineData("empty common name")]
    [InlineData("spaces around")]
    [InlineData("no common name")]
    [InlineData("unknown attribute")]
    public async Task Import_OddName_PassesTheRehearsal(string kind)
    {
        new HomeMade(HomeMadeName.Odd(kind, "odd")).WriteTo(foreign, "ca");

        (await cluster.Imported(Imports.NewId(), foreign.Export("ca"))).Status.ShouldBe(AuthorityStatus.Online);
    }

    [Fact]
    public async Task Import_NoKeyUsage_IsNoLimit()
    {
        new HomeMade(HomeMadeName.Of("no key usage")) { Usage = null }.WriteTo(foreign, "ca");

        (await cluster.Imported(Imports.NewId(), foreign.Export("ca"))).Status.ShouldBe(AuthorityStatus.Online);
    }

    [Fact]
    public async Task Import_NoCrlSign_NamesTheBitAndTheWayOut()
    {
        new HomeMade(HomeMadeName.Of("no crl sign")) { Usage = X509KeyUsageFlags.KeyCertSign }.WriteTo(foreign, "ca");
        var id = Imports.NewId();

        var refusal = (await cluster.Import(id, Imports.Command(foreign.Export("ca")))).Refusal!;

        refusal.Code.ShouldBe(RefusalCode.PolicyViolation);
        refusal.Detail.ShouldContain("lacks cRLSign");
        refusal.Detail.ShouldContain("certified again for the same key");
        (await cluster.Grains.Authority(id).Get(CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
    }

    [Fact]
    public async Task Import_RootOfSerialZero_IsTaken()
    {
        new HomeMade(HomeMadeName.Of("serial zero")) { Serial = [0] }.WriteTo(foreign, "ca");

        (await cluster.Imported(Imports.NewId(), foreign.Export("ca"))).Status.ShouldBe(AuthorityStatus.Online);
    }

    [Fact]
    public async Task Import_Sha1_MattersInASubordinateOnly()
    {
        foreign.Root("root", [.. ForeignAuthority.Rsa2048, "-sha1"]);
        foreign.Sub("good", "root", ForeignAuthority.P256);
        foreign.Sub("old", "root", ForeignAuthority.P256);
        File.WriteAllText(foreign.File("ca.cnf"), $"{ForeignAuthority.BasicConstraints}\n{ForeignAuthority.KeyUsage}\n");
        foreign.Run("x509", "-req", "-in", "old.csr", "-CA", "root.pem", "-CAkey", "root.key", "-sha1", "-days", "100", "-extfile", "ca.cnf", "-out", "old.pem");

        (await cluster.Imported(Imports.NewId(), foreign.Export("good", ["root"]))).Chain.Length.ShouldBe(1);
        (await cluster.Imported(Imports.NewId(), foreign.Export("root"))).Status.ShouldBe(AuthorityStatus.Online);
        var refusal = (await cluster.Import(Imports.NewId(), Imports.Command(foreign.Export("old", ["root"])))).Refusal!;

        refusal.Detail.ShouldContain("CN=old");
        refusal.Detail.ShouldContain("sha1WithRSAEncryption");
    }

    [Theory]
    [InlineData("old", "new")]
    [InlineData("new", "old")]
    public async Task Import_SeveralCertificatesOfTheKey_TheLongestServesAndTheOthersAreKept(string first, string second)
    {
        new HomeMade(HomeMadeName.Of("renewed")) { StartsDaysAgo = 900, Days = 870 }.WriteTo(foreign, "old");
        new HomeMade(HomeMadeName.Of("renewed")) { Key = "old", StartsDaysAgo = 40 }.WriteTo(foreign, "new");
        var id = Imports.NewId();

        var imported = await cluster.Imported(id, foreign.Export(first, [second]));

        imported.Certificate.ShouldBe(Der("new"));
        imported.Earlier!.Value.ShouldHaveSingleItem().ShouldBe(Der("old"));
        var listed = await Eventually.Get(
            async () => (await cluster.Grains.AuthorityCatalog().List(CancellationToken.None)).Authorities.FirstOrDefault(one => one.Id == id), static one => one is not null);
        listed!.Earlier!.Value.ShouldHaveSingleItem().ShouldBe(Der("old"));
        (await cluster.Imported(id, foreign.Export(second, [first]))).Version.ShouldBe(imported.Version);
    }

    [Fact]
    public async Task Import_IssuerRenewedAndCrossSigned_EachFindsItsPlace()
    {
        new HomeMade(HomeMadeName.Of("root")) { StartsDaysAgo = 900, Days = 870 }.WriteTo(foreign, "expired");
        new HomeMade(HomeMadeName.Of("root")) { Key = "expired" }.WriteTo(foreign, "root");
        new HomeMade(HomeMadeName.Of("other root")).WriteTo(foreign, "other");
        new HomeMade(HomeMadeName.Of("sub")) { Issuer = "root" }.WriteTo(foreign, "sub");
        new HomeMade(HomeMadeName.Of("sub")) { Key = "sub", Issuer = "other", Days = 300 }.WriteTo(foreign, "cross");

        var imported = await cluster.Imported(Imports.NewId(), foreign.Export("sub", ["expired", "root", "cross", "other"]));

        imported.Chain.ShouldHaveSingleItem().ShouldBe(Der("root"));
        imported.Earlier!.Value.ShouldHaveSingleItem().ShouldBe(Der("cross"));
    }

    [Fact]
    public async Task Import_CertificatesOfTheKeyForTwoSubjects_NamesBoth()
    {
        new HomeMade(HomeMadeName.Of("one")).WriteTo(foreign, "one");
        new HomeMade(HomeMadeName.Of("two")) { Key = "one" }.WriteTo(foreign, "two");

        var refusal = (await cluster.Import(Imports.NewId(), Imports.Command(foreign.Export("one", ["two"])))).Refusal!;

        refusal.Detail.ShouldContain("CN=one");
        refusal.Detail.ShouldContain("CN=two");
    }

    [Fact]
    public async Task Import_IssuerNamedInAnotherStringType_IsFoundByBothNames()
    {
        new HomeMade(HomeMadeName.Of("string types", UniversalTagNumber.PrintableString)).WriteTo(foreign, "root");
        var written = HomeMadeName.Of("string types");
        new HomeMade(HomeMadeName.Of("sub")) { Issuer = "root", IssuerName = written }.WriteTo(foreign, "sub");
        new HomeMade(HomeMadeName.Of("shouted")) { Issuer = "root", IssuerName = HomeMadeName.Of(" String  TYPES") }.WriteTo(foreign, "shouted");
        var (root, sub) = (Imports.NewId(), Imports.NewId());
        await cluster.Imported(root, foreign.Export("root"));

        (await cluster.Imported(sub, foreign.Export("sub"))).Issuer.ShouldBe(root);
        (await cluster.Imported(Imports.NewId(), foreign.Export("shouted"))).Issuer.ShouldBe(root);

        var serial = SerialNumber.FromBytes(ParsedCertificate.Parse(Der("sub").AsMemory()).SerialNumber.Span);
        foreach (var name in new[] { written, HomeMadeName.Of("string types", UniversalTagNumber.PrintableString) })
        {
            var answer = await cluster.Grains.OcspStatus(new CertificateKey(root, serial)).Answer(new OcspQuery([.. CertId(name, serial)], 0), CancellationToken.None);
            answer.Refusal.ShouldBeNull();
            answer.Value!.Read().Responses.ShouldHaveSingleItem().GetCertStatus().ShouldBeNull();
        }
    }

    [Fact]
    public async Task Import_ForTlsOnlyOrConstrainedToADirectory_ItsOwnKeySignsOcsp()
    {
        new HomeMade(HomeMadeName.Of("eku root")).WriteTo(foreign, "root");
        new HomeMade(HomeMadeName.Of("eku sub")) { Issuer = "root", Purposes = [ExtendedKeyUsages.ServerAuth, ExtendedKeyUsages.ClientAuth] }.WriteTo(foreign, "tls");
        var within = new NameConstraints([NameSubtree.DirectoryName(DistinguishedName.Parse("O=Case Org"))], []);
        new HomeMade(HomeMadeName.Of("directory sub")) { Issuer = "root", NameConstraints = within.Encode() }.WriteTo(foreign, "directory");

        foreach (var name in new[] { "tls", "directory" })
        {
            var id = Imports.NewId();
            var imported = await cluster.Imported(id, foreign.Export(name, ["root"]));
            var answer = await cluster.Grains.AskOcsp(new CertificateKey(id, SerialNumber.FromBytes([0x11])));

            answer.Refusal.ShouldBeNull();
            var response = answer.Value!.Read();
            response.GetCerts().ShouldBeEmpty();
            response.Verify(new Org.BouncyCastle.X509.X509Certificate(imported.Certificate.ToArray()).GetPublicKey()).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Import_ConstraintsThatAllowNoNameAtAll_SaysThatItCannotIssue()
    {
        var addresses = NameSubtree.Ip(System.Net.IPNetwork.Parse("0.0.0.0/0"));
        var nothing = new NameConstraints([], [NameSubtree.Dns(string.Empty), NameSubtree.Email(string.Empty), addresses, NameSubtree.DirectoryName(DistinguishedName.Empty)]);
        new HomeMade(HomeMadeName.Of("nothing")) { NameConstraints = nothing.Encode() }.WriteTo(foreign, "ca");
        var id = Imports.NewId();

        var refusal = (await cluster.Import(id, Imports.Command(foreign.Export("ca")))).Refusal!;

        refusal.Code.ShouldBe(RefusalCode.PolicyViolation);
        refusal.Detail.ShouldStartWith("The authority could not issue a certificate here: ");
        refusal.Detail.ShouldContain("name constraints");
        (await cluster.Grains.Authority(id).Get(CancellationToken.None)).Refusal!.Code.ShouldBe(RefusalCode.NotFound);
        cluster.Audited("authority.import", $"authority:{id}").ShouldBe(0);
    }

    [Fact]
    public async Task ImportCertificates_LeafOfAnEarlierKey_NamesTheWayOut()
    {
        new HomeMade(HomeMadeName.Of("rekeyed")).WriteTo(foreign, "earlier");
        new HomeMade(HomeMadeName.Of("rekeyed")).WriteTo(foreign, "ca");
        new HomeMade(HomeMadeName.Of("leaf")) { Issuer = "earlier", IsAuthority = false, Usage = null }.WriteTo(foreign, "leaf");
        var id = Imports.NewId();
        await cluster.Imported(id, foreign.Export("ca"));

        var outcome = await cluster.Grains.Authority(id).ImportCertificates(
            new ImportCertificatesCommand([new ImportedCertificate(Der("leaf"), null)], TestRequests.Admin), CancellationToken.None);

        outcome.Refusal!.Detail.ShouldContain("import that key as a second authority");
    }

    private ImmutableArray<byte> Der(string name)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(foreign.File($"{name}.pem"));
        return [.. certificate.RawData];
    }

    /// <summary>As a client makes it that hashes the issuer field of the certificate it has.</summary>
    private byte[] CertId(byte[] issuerName, SerialNumber serial)
    {
        var issuer = OcspIssuer.Of(ParsedCertificate.Parse(Der("root").AsMemory()));
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("2.16.840.1.101.3.4.2.1");
            }

            writer.WriteOctetString(SHA256.HashData(issuerName));
            writer.WriteOctetString(issuer.KeyHash(OcspHash.Sha256).Span);
            writer.WriteIntegerUnsigned(serial.ToBytes());
        }

        return writer.Encode();
    }
}
