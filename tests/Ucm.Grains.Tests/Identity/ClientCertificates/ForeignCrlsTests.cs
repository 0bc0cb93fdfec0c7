using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Ucm.Grains.Identity.ClientCertificates;
using Ucm.Pki.X509;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Identity.ClientCertificates;

public sealed class ForeignCrlsTests : IDisposable
{
    private readonly ForeignAuthority files = new();
    private readonly ShiftedClock clock = new();
    private readonly MtlsOptions options = new();
    private readonly ParsedCertificate[] path;

    public ForeignCrlsTests()
    {
        new HomeMade(new X500DistinguishedName("CN=foreign").RawData).WriteTo(files, "foreign");
        new HomeMade(new X500DistinguishedName("CN=foreign").RawData).WriteTo(files, "namesake");
        CertificateCluster.Client("foreign", "CN=alice").WriteTo(files, "alice");
        path = [Read("alice"), Read("foreign")];
        options.Crls.Add(files.File("list.crl"));
    }

    public void Dispose() => files.Dispose();

    [Fact]
    public void FindFault_CurrentListInPem_IsNone()
    {
        Write("foreign", pem: true);

        Crls().FindFault(path).ShouldBeNull();
    }

    [Fact]
    public void FindFault_ListThatChanges_IsReadAgain()
    {
        Write("foreign");
        var crls = Crls();
        crls.FindFault(path).ShouldBeNull();

        Write("foreign", "alice");
        File.SetLastWriteTimeUtc(files.File("list.crl"), TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(5));

        crls.FindFault(path).ShouldBe("CN=alice is on the CRL of CN=foreign.");
    }

    [Fact]
    public void FindFault_NoListOrAnOldOne_IsAFaultUnlessNoneIsRequired()
    {
        Crls().FindFault(path).ShouldBe("There is no current CRL of CN=foreign.");
        Write("foreign");
        clock.Advance(TimeSpan.FromDays(2));
        Crls().FindFault(path).ShouldBe("There is no current CRL of CN=foreign.");
        options.RequireCrl = false;
        Crls().FindFault(path).ShouldBeNull();
    }

    [Fact]
    public void FindFault_OldListThatNamesTheCertificate_RefusesAlthoughNoneIsRequired()
    {
        Write("foreign", "alice");
        clock.Advance(TimeSpan.FromDays(2));
        options.RequireCrl = false;

        Crls().FindFault(path).ShouldBe("CN=alice is on the CRL of CN=foreign.");
    }

    [Fact]
    public void FindFault_ListSignedByAnotherOfTheName_CountsAsNone()
    {
        Write("namesake");

        Crls().FindFault(path).ShouldBe("There is no current CRL of CN=foreign.");
    }

    private ForeignCrls Crls() => new(Options.Create(options), clock, NullLogger<ForeignCrls>.Instance);

    private ParsedCertificate Read(string name)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(files.File($"{name}.pem"));
        return ParsedCertificate.Parse(certificate.RawData);
    }

    private void Write(string issuer, string? revoked = null, bool pem = false)
    {
        using var authority = X509Certificate2.CreateFromPemFile(files.File($"{issuer}.pem"), files.File($"{issuer}.key"));
        var list = new CertificateRevocationListBuilder();
        if (revoked is not null)
        {
            using var listed = X509CertificateLoader.LoadCertificateFromFile(files.File($"{revoked}.pem"));
            list.AddEntry(listed);
        }

        var der = list.Build(authority, 1, TimeProvider.System.GetUtcNow().AddDays(1), HashAlgorithmName.SHA256);
        File.WriteAllBytes(files.File("list.crl"), pem ? System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("X509 CRL", der)) : der);
    }
}
