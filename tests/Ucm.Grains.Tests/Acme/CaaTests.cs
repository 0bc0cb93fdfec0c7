using System.Collections.Immutable;
using CsCheck;
using Ucm.Grains.Acme.Caa;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>CAA (RFC 8659, RFC 8657): who may issue for a name.</summary>
public sealed class CaaTests
{
    private const string Account = "https://ca.example/acme/account/1";
    private readonly FakeZone zone = new();

    [Theory]
    [InlineData("www.example.com", "issue", "ca.example", true)]
    [InlineData("www.example.com", "ISSUE", "CA.Example", true)]
    [InlineData("www.example.com", "issue", " \tca.example \t; ", true)]
    [InlineData("www.example.com", "issue", "alias.example", true)]
    [InlineData("www.example.com", "issue", "other.example", false)]
    [InlineData("www.example.com", "issue", ";", false)]
    [InlineData("www.example.com", "issue", "", false)]
    [InlineData("www.example.com", "issue", "%%%%%", false)]
    [InlineData("www.example.com", "issue", "ca.example; accounturi", false)]
    [InlineData("www.example.com", "issue", "ca.example; a=b c", false)]
    [InlineData("www.example.com", "issue", "\"ca.example\"", false)]
    [InlineData("www.example.com", "issuewild", "other.example", true)]
    [InlineData("www.example.com", "iodef", "mailto:a@example.com", true)]
    [InlineData("www.example.com", "unknown", "x", true)]
    [InlineData("*.example.com", "issue", "ca.example", true)]
    [InlineData("*.example.com", "issue", "other.example", false)]
    [InlineData("*.example.com", "issuewild", "ca.example", true)]
    [InlineData("*.example.com", "issuewild", ";", false)]
    public async Task Check_OneRecord_IssuesAsTheRecordSays(string name, string tag, string value, bool allowed)
    {
        zone.AddCaa("example.com", tag, value);

        var finding = await Check(name);

        (finding.Refusal is null).ShouldBe(allowed, finding.Refusal?.Detail);
        finding.Refusal?.Code.ShouldBe(RefusalCode.Caa);
        finding.IsFinal.ShouldBe(!allowed);
    }

    [Fact]
    public async Task Check_NoRecords_EachNameUpToTheTopIsAskedAndItIssues()
    {
        (await Check("a.b.example.com")).Refusal.ShouldBeNull();

        zone.Asked.ShouldBe(["CAA a.b.example.com", "CAA b.example.com", "CAA example.com", "CAA com"]);
    }

    [Fact]
    public async Task Check_RecordsNearer_ThoseAboveDoNotCount()
    {
        zone.AddCaa("example.com", "issue", ";").AddCaa("www.example.com", "issue", "ca.example");

        (await Check("a.www.example.com")).Refusal.ShouldBeNull();
        (await Check("example.com")).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public async Task Check_OneOfSeveralRecordsIsForUs_Issues()
    {
        zone.AddCaa("example.com", "issue", "other.example").AddCaa("example.com", "issue", "ca.example").AddCaa("example.com", "issue", "%%");

        (await Check("example.com")).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Check_Wildcard_IssueWildOverrulesIssue()
    {
        zone.AddCaa("example.com", "issue", "ca.example").AddCaa("example.com", "issuewild", "other.example");

        (await Check("*.example.com")).Refusal.ShouldNotBeNull();
        (await Check("example.com")).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Check_Cname_TheTargetsRecordsCount()
    {
        zone.AddCname("www.example.com", "cdn.example.net").AddCaa("cdn.example.net", "issue", "other.example").AddCaa("example.com", "issue", "ca.example");

        (await Check("www.example.com")).Refusal!.Detail.ShouldContain("cdn.example.net");
    }

    [Fact]
    public async Task Check_CnameWithoutRecords_ClimbingGoesOnFromTheNameItself()
    {
        zone.AddCname("www.example.com", "cdn.example.net")
            .AddAddress("cdn.example.net", "192.0.2.1")
            .AddCaa("example.net", "issue", ";")
            .AddCaa("example.com", "issue", "ca.example");

        (await Check("www.example.com")).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(128, false)]
    [InlineData(255, false)]
    public async Task Check_UnknownProperty_RefusedWhenCritical(byte flags, bool allowed)
    {
        zone.AddCaa("example.com", "issue", "ca.example").AddCaa("example.com", "future", "x", flags);

        var finding = await Check("example.com");

        (finding.Refusal is null).ShouldBe(allowed);
        finding.Refusal?.Detail.ShouldContain("future");
    }

    [Fact]
    public async Task Check_KnownPropertyCritical_Heeded()
    {
        zone.AddCaa("example.com", "issue", "ca.example", 128).AddCaa("example.com", "iodef", "mailto:a@example.com", 128);

        (await Check("example.com")).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("accounturi=https://ca.example/acme/account/1", true)]
    [InlineData("AccountURI=https://ca.example/acme/account/1", true)]
    [InlineData("accounturi=https://ca.example/acme/account/2", false)]
    [InlineData("accounturi=https://ca.example/acme/account/1; accounturi=https://ca.example/acme/account/1", false)]
    [InlineData("accounturi=", false)]
    [InlineData("validationmethods=dns-01", true)]
    [InlineData("validationmethods=http-01,dns-01", true)]
    [InlineData("validationmethods=http-01", false)]
    [InlineData("validationmethods=", false)]
    [InlineData("validationmethods=dns-01; validationmethods=dns-01", false)]
    [InlineData("validationmethods=dns-01; accounturi=https://ca.example/acme/account/1", true)]
    [InlineData("validationmethods=dns-01; accounturi=https://ca.example/acme/account/2", false)]
    [InlineData("policy=x", true)]
    public async Task Check_Parameters_AccountAndMethodMustBeNamed(string parameters, bool allowed)
    {
        zone.AddCaa("example.com", "issue", $"ca.example; {parameters}");

        var finding = await Check("example.com");

        (finding.Refusal is null).ShouldBe(allowed, finding.Refusal?.Detail);
    }

    [Fact]
    public async Task Check_ProvedByNoChallengeWhenMethodsAreNamed_Refused()
    {
        zone.AddCaa("example.com", "issue", "ca.example; validationmethods=dns-01");
        await using var server = new FakeNameServer(zone);

        var finding = (await Check(server, new CaaQuestion("example.com", null)))[0];

        finding.Refusal!.Detail.ShouldContain("no challenge");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(-1)]
    public async Task Check_CannotBeAsked_RefusedAndWorthAnotherTry(int code)
    {
        zone.Fail("www.example.com", code).AddCaa("example.com", "issue", "ca.example");

        var finding = await Check("www.example.com");

        finding.Refusal!.Code.ShouldBe(RefusalCode.Caa);
        finding.IsFinal.ShouldBeFalse();
    }

    [Fact]
    public async Task Check_SeveralNames_EachHasItsOwnFinding()
    {
        zone.AddCaa("a.example.com", "issue", "ca.example").AddCaa("b.example.com", "issue", "other.example").Fail("c.example.com", 2);
        await using var server = new FakeNameServer(zone);

        var findings = await Check(server, new("a.example.com", "dns-01"), new("b.example.com", "dns-01"), new("c.example.com", "dns-01"));

        findings.Select(static finding => (finding.Refusal is null, finding.IsFinal)).ShouldBe([(true, false), (false, true), (false, false)]);
    }

    [Fact]
    public async Task Check_AnotherAuthorityIsNamed_TheDetailShowsRecordPlaceAndOurNames()
    {
        zone.AddCaa("example.com", "issue", "other.example");

        var detail = (await Check("www.example.com")).Refusal!.Detail;

        detail.ShouldContain("CAA records of example.com forbid a certificate for www.example.com");
        detail.ShouldContain("other.example");
        detail.ShouldContain("ca.example, alias.example");
    }

    [Fact]
    public async Task Check_MalformedRecordData_Refused()
    {
        zone.Add("example.com", 257, [0, 200, 1, 2]);

        (await Check("example.com")).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndNamesOnlyWellFormedIssuers() => Gen.String[Gen.Char[' ', '\u00ff'], 0, 60].Sample(static text =>
    {
        if (CaaProperty.TryParse(text, out var property))
        {
            property.Issuer.ShouldAllBe(static c => char.IsAsciiLetterOrDigit(c) || c == '-' || c == '.');
        }
    });

    [Fact]
    public void WhyNot_AnyRecords_NeverThrows() =>
        Gen.Select(Gen.Byte, Gen.String[Gen.Char["isuewldof-a "], 0, 9], Gen.String[Gen.Char["ca.exmpl; =-:/1\t\"\\"], 0, 40]).Array[0, 4]
            .Sample(static records =>
                _ = CaaRules.WhyNot(
                    [.. records.Select(static record => new CaaEntry(record.Item1, record.Item2, record.Item3))],
                    new CaaQuestion("*.example.com", "dns-01"),
                    Policy));

    private static ValidationPolicy Policy { get; } = new(Account, CaaMode.Enforce, ["ca.example", "alias.example"]);

    private async Task<CaaFinding> Check(string name)
    {
        await using var server = new FakeNameServer(zone);
        return (await Check(server, new CaaQuestion(name, "dns-01")))[0];
    }

    private static Task<ImmutableArray<CaaFinding>> Check(FakeNameServer server, params CaaQuestion[] questions) =>
        new ValidationParts(server).Caa.Check([.. questions], Policy, TestContext.Current.CancellationToken);
}
