using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Acme;

/// <summary>What an ACME server for strangers shows of the network behind it: nothing.</summary>
public sealed class HiddenAddressesTests
{
    [Fact]
    public void Hide_InternalHostAnswered_NeitherItsAddressNorWhatItSaid()
    {
        var attempt = Of(
            "http://a.example/ (at 10.1.2.3) begins with \"secret\"",
            new ValidationHop("http://a.example/", ["10.1.2.3", "192.0.2.1"], "10.1.2.3"),
            new ValidationHop("http://b.internal/secret", [], null));

        var shown = HiddenAddresses.Hide(attempt, "a.example");

        shown.Hops.ShouldHaveSingleItem();
        shown.Hops[0].Resolved.ShouldBe(["192.0.2.1"]);
        shown.Hops[0].Used.ShouldBeNull();
        shown.Error.ShouldBe(
            new Refusal(RefusalCode.IncorrectResponse, "a.example answered with something else than the challenge asks for.") { Parts = shown.Error!.Parts });
    }

    [Fact]
    public void Hide_PublicHostAnswered_ShownAsItWas()
    {
        var attempt = Of("http://a.example/ (at 192.0.2.1) begins with \"<html>\"", new ValidationHop("http://a.example/", ["192.0.2.1"], "192.0.2.1"));

        HiddenAddresses.Hide(attempt, "a.example").Error!.Detail.ShouldBe(attempt.Error!.Detail);
    }

    [Fact]
    public void Hide_NameServerIsInternal_TheValuesAreShownAndTheServerIsNot()
    {
        var attempt = Of("The only TXT record at x, asked at 10.0.0.53:53, is not y: found \"z\".", new ValidationHop("dns:x?type=TXT", [], "10.0.0.53:53"));

        var shown = HiddenAddresses.Hide(attempt, "a.example");

        shown.Error!.Detail.ShouldBe("The only TXT record at x, asked at an internal address, is not y: found \"z\".");
        shown.Hops[0].Used.ShouldBeNull();
    }

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("172.31.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("127.0.0.1:53", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("::1", true)]
    [InlineData("[fe80::1]:53", true)]
    [InlineData("fd00::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("www.example.com", false)]
    public void Contains_AnAddress_IsItInternal(string address, bool expected)
    {
        InternalAddresses.Contains(address).ShouldBe(expected);
        InternalAddresses.Hide($"(asked {address}, twice)").ShouldBe(expected ? "(asked an internal address, twice)" : $"(asked {address}, twice)");
    }

    private static ValidationAttempt Of(string detail, params ValidationHop[] hops) =>
        new(DateTimeOffset.UnixEpoch, [.. hops], new Refusal(RefusalCode.IncorrectResponse, detail));
}
