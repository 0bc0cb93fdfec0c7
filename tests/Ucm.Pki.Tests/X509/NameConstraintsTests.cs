using System.Net;
using Ucm.Pki.X509;

namespace Ucm.Pki.Tests.X509;

public sealed class NameConstraintsTests
{
    public static TheoryData<GeneralNameKind, string, NameSubtree, bool> Subtrees => new()
    {
        { GeneralNameKind.Dns, "example.com", NameSubtree.Dns("example.com"), true },
        { GeneralNameKind.Dns, "www.Example.com", NameSubtree.Dns("example.com"), true },
        { GeneralNameKind.Dns, "*.example.com", NameSubtree.Dns("example.com"), true },
        { GeneralNameKind.Dns, "badexample.com", NameSubtree.Dns("example.com"), false },
        { GeneralNameKind.Dns, "example.com", NameSubtree.Dns(".example.com"), false },
        { GeneralNameKind.Dns, "www.example.com", NameSubtree.Dns(".example.com"), true },
        { GeneralNameKind.Dns, "anything.test", NameSubtree.Dns(string.Empty), true },
        { GeneralNameKind.Ip, "192.0.2.77", NameSubtree.Ip(IPNetwork.Parse("192.0.2.0/24")), true },
        { GeneralNameKind.Ip, "192.0.3.77", NameSubtree.Ip(IPNetwork.Parse("192.0.2.0/24")), false },
        { GeneralNameKind.Ip, "2001:db8::1", NameSubtree.Ip(IPNetwork.Parse("192.0.2.0/24")), false },
        { GeneralNameKind.Ip, "2001:db8::1", NameSubtree.Ip(IPNetwork.Parse("2001:db8::/33")), true },
        { GeneralNameKind.Ip, "2001:db8:8000::1", NameSubtree.Ip(IPNetwork.Parse("2001:db8::/33")), false },
        { GeneralNameKind.Email, "a@example.com", NameSubtree.Email("example.com"), true },
        { GeneralNameKind.Email, "a@mail.example.com", NameSubtree.Email("example.com"), false },
        { GeneralNameKind.Email, "a@mail.example.com", NameSubtree.Email(".example.com"), true },
        { GeneralNameKind.Email, "a@example.com", NameSubtree.Email("a@example.com"), true },
        { GeneralNameKind.Email, "A@example.com", NameSubtree.Email("a@example.com"), false },
        { GeneralNameKind.Uri, "https://host.example.com/x", NameSubtree.Uri("host.example.com"), true },
        { GeneralNameKind.Uri, "https://host.example.com/x", NameSubtree.Uri("example.com"), false },
        { GeneralNameKind.Uri, "https://host.example.com/x", NameSubtree.Uri(".example.com"), true },
        { GeneralNameKind.Uri, "urn:a:b", NameSubtree.Uri("example.com"), false },
        { GeneralNameKind.Uri, "https://192.0.2.1/", NameSubtree.Uri("192.0.2.1"), false },
    };

    [Theory, MemberData(nameof(Subtrees))]
    public void Check_OnePermittedSubtree_AllowsWhatLiesInIt(GeneralNameKind kind, string name, NameSubtree subtree, bool allowed)
    {
        var fault = new NameConstraints([subtree], []).Check(DistinguishedName.Empty, [new GeneralName(kind, name)]);

        (fault is null).ShouldBe(allowed);
    }

    [Fact]
    public void Check_ExcludedSubtree_RefusesWhatLiesInItAndWildcardsOverIt()
    {
        var constraints = new NameConstraints([], [NameSubtree.Dns("secret.example.com")]);

        constraints.Check(DistinguishedName.Empty, TestKeys.Dns("www.example.com")).ShouldBeNull();
        constraints.Check(DistinguishedName.Empty, TestKeys.Dns("a.secret.example.com")).ShouldNotBeNull();
        constraints.Check(DistinguishedName.Empty, TestKeys.Dns("*.example.com")).ShouldNotBeNull();
    }

    [Fact]
    public void Check_KindWithoutConstraint_IsFree()
    {
        new NameConstraints([NameSubtree.Dns("example.com")], [])
            .Check(DistinguishedName.Empty, [new GeneralName(GeneralNameKind.Ip, "192.0.2.1")]).ShouldBeNull();
    }

    [Fact]
    public void Check_UpnUnderOtherNameConstraint_IsRefused()
    {
        new NameConstraints([new NameSubtree(NameSubtreeKind.Other, "[0]")], [])
            .Check(DistinguishedName.Empty, [new GeneralName(GeneralNameKind.Upn, "a@b")]).ShouldNotBeNull();
    }

    [Fact]
    public void Check_DirectoryName_ComparesPrefixWithoutCaseAndInnerSpaces()
    {
        var constraints = new NameConstraints([NameSubtree.DirectoryName(DistinguishedName.Parse("O=Example  Corp,C=DE"))], []);

        constraints.Check(DistinguishedName.Parse("CN=a,O=example corp,C=DE"), []).ShouldBeNull();
        constraints.Check(DistinguishedName.Parse("CN=a,O=Other,C=DE"), []).ShouldNotBeNull();
        constraints.Check(DistinguishedName.Parse("C=DE"), []).ShouldNotBeNull();
    }

    [Fact]
    public void Check_EmailInSubject_IsConstrainedToo()
    {
        new NameConstraints([NameSubtree.Email("example.com")], [])
            .Check(DistinguishedName.Parse("emailAddress=a@evil.test,CN=a"), []).ShouldNotBeNull();
    }

    [Fact]
    public void Encode_AllForms_AreReadBackAlike()
    {
        var constraints = new NameConstraints(
            [NameSubtree.Dns("example.com"), NameSubtree.Ip(IPNetwork.Parse("10.0.0.0/8")), NameSubtree.Email(".example.com")],
            [NameSubtree.Uri("example.net"), NameSubtree.DirectoryName(DistinguishedName.Parse("O=Evil"))]);

        var again = NameConstraintsReader.Read(constraints.Encode());

        again.Encode().ShouldBe(constraints.Encode());
        again.Permitted.Select(subtree => subtree.Kind).ShouldBe([NameSubtreeKind.Dns, NameSubtreeKind.Ip, NameSubtreeKind.Email]);
        again.Excluded.Select(subtree => subtree.Text).ShouldBe(["example.net", "O=Evil"]);
    }
}
