using Ucm.Pki.Authorities;
using Ucm.TestHosting;
using static Ucm.TestHosting.ForeignAuthority;

namespace Ucm.Pki.Tests.Authorities;

public sealed class IssuerPathTests : IDisposable
{
    private readonly ForeignAuthority foreign = new();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Dispose() => foreign.Dispose();

    [Fact]
    public void TryBuild_IssuersInAnyOrder_AreNearestFirst()
    {
        foreign.Root("root", Rsa2048);
        foreign.Sub("middle", "root", P256);
        foreign.Sub("sub", "middle", P256);
        using var file = Open("sub", "root", "middle");

        IssuerPath.TryBuild(file.Certificate, file.Others, Now, out var path, out var fault).ShouldBeTrue(fault?.Detail);

        path!.Select(static issuer => issuer.Subject.CommonName).ShouldBe(["middle", "root"]);
    }

    [Fact]
    public void TryBuild_Root_IsEmpty()
    {
        foreign.Root("root", P256);
        using var file = Open("root");

        IssuerPath.TryBuild(file.Certificate, file.Others, Now, out var path, out _).ShouldBeTrue();

        path!.ShouldBeEmpty();
    }

    [Fact]
    public void TryBuild_IssuerMissingOrAnotherOfThatName_IsRefused()
    {
        foreign.Root("root", P256);
        foreign.Sub("sub", "root", P256);
        foreign.Root("root", P256);
        using var alone = Open("sub");
        using var impostor = Open("sub", "root");

        Refused(alone).ShouldContain("cannot be followed to a root");
        Refused(impostor).ShouldContain("cannot be followed to a root");
    }

    [Theory]
    [InlineData("basicConstraints=critical,CA:true,pathlen:0", KeyUsage, "path length")]
    [InlineData("basicConstraints=CA:false", KeyUsage, "not an authority")]
    [InlineData(BasicConstraints, "keyUsage=cRLSign", "not an authority")]
    public void TryBuild_IssuerThatDoesNotAllowIt_IsRefused(string constraints, string usage, string expected)
    {
        foreign.Root("root", P256, constraints, usage);
        foreign.Sub("sub", "root", P256);
        using var file = Open("sub", "root");

        Refused(file).ShouldContain(expected);
    }

    [Fact]
    public void TryBuild_NameConstraintsAbove_AreHonoured()
    {
        foreign.Root("root", P256, BasicConstraints, KeyUsage, "nameConstraints=critical,excluded;dirName:no", "[no]\nC=DE\nO=Elsewhere");
        foreign.Sub("sub", "root", P256);
        using var file = Open("sub", "root");

        Refused(file).ShouldContain("name constraints");
    }

    [Fact]
    public void TryBuild_AfterTheRootExpired_IsRefused()
    {
        foreign.Root("root", P256);
        foreign.Sub("sub", "root", P256);
        using var file = Open("sub", "root");

        IssuerPath.TryBuild(file.Certificate, file.Others, Now.AddDays(3651), out _, out var fault).ShouldBeFalse();
        fault!.Detail.ShouldContain("has expired");
    }

    [Theory]
    [InlineData("basicConstraints=critical,CA:true", "keyUsage=cRLSign", "keyCertSign and cRLSign")]
    [InlineData("basicConstraints=critical,CA:true", "keyUsage=keyCertSign", "keyCertSign and cRLSign")]
    [InlineData("basicConstraints=critical,CA:true", "keyUsage=digitalSignature", "lacks keyCertSign and cRLSign")]
    [InlineData("basicConstraints=CA:true", KeyUsage, "basicConstraints must be critical")]
    [InlineData("basicConstraints=critical,CA:false", KeyUsage, "basicConstraints must be critical")]
    [InlineData("basicConstraints=critical,CA:true", KeyUsage + "\n1.2.3.4=critical,DER:0500", "critical extension 1.2.3.4")]
    public void Check_NotAnAuthority_IsRefused(string constraints, string usage, string expected)
    {
        foreign.Root("root", P256, constraints, usage);
        using var file = Open("root");

        AuthorityCertificateRules.Check(file.Certificate, Now).ShouldNotBeNull().Detail.ShouldContain(expected);
    }

    [Fact]
    public void Check_NoKeyUsage_IsNoLimit()
    {
        foreign.Root("root", P256, BasicConstraints, "certificatePolicies=1.2.3");
        using var file = Open("root");

        AuthorityCertificateRules.Check(file.Certificate, Now).ShouldBeNull();
    }

    [Fact]
    public void Check_BeforeAndAfterItsTime_IsRefused()
    {
        foreign.Root("root", P256);
        using var file = Open("root");

        AuthorityCertificateRules.Check(file.Certificate, Now).ShouldBeNull();
        AuthorityCertificateRules.Check(file.Certificate, Now.AddDays(-1)).ShouldNotBeNull().Detail.ShouldContain("not valid yet");
        AuthorityCertificateRules.Check(file.Certificate, file.Certificate.NotAfter).ShouldNotBeNull().Detail.ShouldContain("has expired");
    }

    private AuthorityFile Open(string name, params string[] others)
    {
        AuthorityFile.TryOpen(foreign.Export(name, others), Password, out var file, out var fault).ShouldBeTrue(fault?.Detail);
        return file!;
    }

    private static string Refused(AuthorityFile file)
    {
        IssuerPath.TryBuild(file.Certificate, file.Others, Now, out _, out var fault).ShouldBeFalse();
        return fault!.Detail;
    }
}
