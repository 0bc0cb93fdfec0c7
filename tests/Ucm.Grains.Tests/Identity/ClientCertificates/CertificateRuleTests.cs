using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Identity.ClientCertificates;
using Ucm.Pki.X509;

namespace Ucm.Grains.Tests.Identity.ClientCertificates;

public sealed class CertificateRuleTests
{
    private static readonly ParsedCertificate Alice = Certificate("CN=Alice,O=Example\\, Inc.,C=DE", "alice@example.com", "alice@corp.example");

    [Theory]
    [InlineData("CN=Alice,O=Example\\, Inc.,C=DE", true)]
    [InlineData("cn=alice, o=example\\, inc., c=DE", true)]
    [InlineData("CN=Alice,C=DE", false)]
    [InlineData("C=DE,O=Example\\, Inc.,CN=Alice", false)]
    public void Matches_Subject_ComparesByValue(string subject, bool expected) =>
        Read(new() { Subject = subject, User = "alice" }).Matches(Alice).ShouldBe(expected);

    [Theory]
    [InlineData("email:alice@example.com", true)]
    [InlineData("email:Alice@example.com", false)]
    [InlineData("upn:alice@corp.example", true)]
    [InlineData("dns:HOST.example.com", true)]
    [InlineData("dns:example.com", false)]
    [InlineData("uri:alice@example.com", false)]
    public void Matches_AlternativeName_IsExact(string name, bool expected) => Read(new() { San = name, User = "alice" }).Matches(Alice).ShouldBe(expected);

    [Fact]
    public void Matches_Fingerprint_OfThisCertificateOnly()
    {
        var hex = Convert.ToHexString(SHA256.HashData(Alice.Der.Span));

        Read(new() { Fingerprint = string.Join(':', hex.Chunk(2).Select(static two => new string(two))), User = "alice" }).Matches(Alice).ShouldBeTrue();
        Read(new() { Fingerprint = hex[2..] + hex[..2], User = "alice" }).Matches(Alice).ShouldBeFalse();
    }

    [Fact]
    public void Matches_SeveralConditions_AllMustFit() =>
        Read(new() { San = "email:alice@example.com", Issuer = "CN=Somebody", User = "alice" }).Matches(Alice).ShouldBeFalse();

    [Theory]
    [InlineData("{cn}", "alice")]
    [InlineData("{email}", "alice@example.com")]
    [InlineData("{upn}", "alice@corp.example")]
    [InlineData("operator", "operator")]
    public void UserOf_Template_NamesTheUser(string template, string expected) =>
        Read(new() { Issuer = "CN=x", User = template }).UserOf(Alice)!.Value.Value.ShouldBe(expected);

    [Theory]
    [InlineData("CN=not a user name")]
    [InlineData("CN=alice,CN=bob")]
    [InlineData("O=Example")]
    public void UserOf_NotExactlyOneUserName_IsNobody(string subject) =>
        Read(new() { Issuer = "CN=x", User = "{cn}" }).UserOf(Certificate(subject)).ShouldBeNull();

    [Fact]
    public void Read_EverythingWrong_NamesAllFaults()
    {
        List<string> faults = [];
        var rule = new MtlsRuleOptions { Subject = "nonsense", San = "mail:x", Fingerprint = "ab", Issuer = "", User = "{uid}", Roles = { "admin" } };

        CertificateRuleReader.Read(rule, "Rules:3", faults).ShouldBeNull();

        faults.Count.ShouldBe(6);
        faults.ShouldAllBe(static fault => fault.StartsWith("Rules:3", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_NoCondition_IsAFault()
    {
        List<string> faults = [];

        CertificateRuleReader.Read(new() { User = "alice" }, "Rules:0", faults).ShouldBeNull();

        faults.ShouldHaveSingleItem().ShouldContain("would match every certificate");
    }

    private static CertificateRule Read(MtlsRuleOptions options)
    {
        List<string> faults = [];
        var rule = CertificateRuleReader.Read(options, "Rules:0", faults);
        faults.ShouldBeEmpty();
        return rule!;
    }

    private static ParsedCertificate Certificate(string subject, string? email = null, string? upn = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new X500DistinguishedName(DistinguishedName.Parse(subject).Der.ToArray()), key, HashAlgorithmName.SHA256);
        if (email is not null && upn is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddEmailAddress(email);
            names.AddUserPrincipalName(upn);
            names.AddDnsName("host.example.com");
            request.CertificateExtensions.Add(names.Build());
        }

        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        return ParsedCertificate.Parse(certificate.RawData);
    }
}
