using System.Formats.Asn1;
using Ucm.Pki.X509;
using Ucm.TestHosting;

namespace Ucm.Pki.Tests.X509;

public sealed class DistinguishedNameMatchTests
{
    [Theory]
    [InlineData("Case Org", true)]
    [InlineData("case ORG", true)]
    [InlineData("  Case   Org ", true)]
    [InlineData("CaseOrg", false)]
    [InlineData("Case Orgs", false)]
    public void Matches_ByValue_WhateverTheStringType(string written, bool expected)
    {
        var left = DistinguishedName.Decode(HomeMadeName.Of((HomeMadeName.Organization, UniversalTagNumber.PrintableString, "Case Org")));

        foreach (var encoding in new[] { UniversalTagNumber.UTF8String, UniversalTagNumber.PrintableString, UniversalTagNumber.BMPString, UniversalTagNumber.T61String })
        {
            var right = DistinguishedName.Decode(HomeMadeName.Of((HomeMadeName.Organization, encoding, written)));

            left.Matches(right).ShouldBe(expected, encoding.ToString());
            right.Matches(left).ShouldBe(expected, encoding.ToString());
        }
    }

    [Fact]
    public void Matches_OtherOrderTypeOrNumber_IsAnotherName()
    {
        var name = DistinguishedName.Parse("CN=a,O=b");

        name.Matches(DistinguishedName.Parse("O=b,CN=a")).ShouldBeFalse();
        name.Matches(DistinguishedName.Parse("OU=a,O=b")).ShouldBeFalse();
        name.Matches(DistinguishedName.Parse("CN=a,O=b,C=DE")).ShouldBeFalse();
        name.Matches(DistinguishedName.Empty).ShouldBeFalse();
    }
}
