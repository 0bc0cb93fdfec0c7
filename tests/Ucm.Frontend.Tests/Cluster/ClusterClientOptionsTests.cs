using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Shouldly;
using Ucm.Frontend.Cluster;

namespace Ucm.Frontend.Tests.Cluster;

/// <summary>How a frontend is told where the silos are.</summary>
public sealed class ClusterClientOptionsTests
{
    private readonly ClusterClientOptionsValidator validator = new();

    [Fact]
    public void Validate_NeitherWay_IsRefused() => Faults(new()).ShouldHaveSingleItem().ShouldContain("Ucm:Cluster:Gateways");

    [Fact]
    public void Validate_BothWays_IsRefused() =>
        Faults(new() { Gateways = ["silo:30000"], Membership = new() { ConnectionString = "Host=localhost" } }).ShouldHaveSingleItem().ShouldContain("one of the two");

    [Fact]
    public void Validate_MembershipAlone_IsGood() => validator.Validate(null, new() { Membership = new() { ConnectionString = "Host=x;SSL Mode=VerifyFull" } }).Succeeded.ShouldBeTrue();

    [Fact]
    public void Validate_MembershipOfAServerThatNeedNotProveItself_OnlyWhenAllowed()
    {
        Faults(new() { Membership = new() { ConnectionString = "Host=x" } }).ShouldHaveSingleItem().ShouldContain("SSL Mode=VerifyFull");
        validator.Validate(null, new() { Membership = new() { ConnectionString = "Host=x", AllowUnverifiedServer = true } }).Succeeded.ShouldBeTrue();
    }

    [Theory]
    [InlineData("silo1.example:30000")]
    [InlineData("10.0.0.1:1")]
    [InlineData("[2001:db8::1]:30000")]
    public void Validate_HostAndPort_IsGood(string gateway) => validator.Validate(null, new() { Gateways = [gateway] }).Succeeded.ShouldBeTrue();

    [Theory]
    [InlineData("silo1")]
    [InlineData(":30000")]
    [InlineData("silo1:0")]
    [InlineData("silo1:70000")]
    [InlineData("silo1:+1")]
    [InlineData("a b:1")]
    public void Validate_SomethingElse_IsRefused(string gateway) => Faults(new() { Gateways = [gateway] }).ShouldHaveSingleItem().ShouldContain($"'{gateway}'");

    [Fact]
    public async Task GetGateways_NameThatDoesNotResolve_CostsItselfOnly()
    {
        var options = new ClusterClientOptions { Gateways = ["127.0.0.1:30001", "nobody.invalid:30000", "127.0.0.2:30002", "127.0.0.1:30001"] };
        var gateways = new NamedGateways(Options.Create(options), Options.Create(new GatewayOptions()), NullLogger<NamedGateways>.Instance);

        var found = await gateways.GetGateways();

        found.Select(static uri => uri.Authority).ShouldBe(["127.0.0.1:30001", "127.0.0.2:30002"]);
        gateways.IsUpdatable.ShouldBeTrue();
    }

    private IEnumerable<string> Faults(ClusterClientOptions options) => validator.Validate(null, options).Failures!;
}
