using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Shouldly;
using Ucm.Frontend.Configuration;
using Ucm.Frontend.Hosting;

namespace Ucm.Frontend.Tests.Configuration;

/// <summary>What a frontend of its own takes, ignores and refuses.</summary>
public sealed class FrontendConfigurationTests
{
    private const string Gateways = "Ucm:Cluster:Gateways";

    [Fact]
    public void Read_GatewaysAsOneText_AreSplit() => Read((Gateways, "a:1, b:2")).Gateways.ShouldBe(["a:1", "b:2"]);

    [Fact]
    public void Read_SettingsOfTheSilos_AreIgnored() =>
        Read((Gateways, "a:1"), ("Ucm:RateLimits:Enabled", "false"), ("Ucm:Acme:Validation:HttpPort", "80")).ClusterId.ShouldBe("ucm");

    [Theory]
    [InlineData("Ucm:Storage:ConnectionString")]
    [InlineData("Ucm:MasterKey:Path")]
    [InlineData("Ucm:Bootstrap:AdminPassword")]
    [InlineData("Ucm:DataDirectory")]
    public void Read_WhatAFrontendMustNotHold_IsRefused(string key) => Should.Throw<StartupException>(() => Read((Gateways, "a:1"), (key, "x"))).Message.ShouldContain("silos alone");

    [Fact]
    public void Read_MisspeltKey_NamesTheNearest() =>
        Should.Throw<OptionsValidationException>(() => Read((Gateways, "a:1"), ("Ucm:Http:HttpsPrt", "1"))).Message.ShouldContain("'Ucm:Http:HttpsPort'");

    [Fact]
    public void Read_MisspeltLimit_NamesTheNearestOfItsOwn() =>
        Should.Throw<OptionsValidationException>(() => Read((Gateways, "a:1"), ("Ucm:RateLimits:Reed:Burst", "1"), ("Ucm:RateLimits:AcmeOrdersPerHour", "5")))
            .Failures.ShouldHaveSingleItem().ShouldContain("'Ucm:RateLimits:Read:Burst'");

    [Fact]
    public void Read_NoWayToTheSilos_IsOneSentence() =>
        FrontendStartupFaults.Describe(Should.Throw<OptionsValidationException>(() => Read())).ShouldNotBeNull().ShouldContain(Gateways);

    private static Frontend.Cluster.ClusterClientOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(settings.Select(static pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)));
        return FrontendConfiguration.Read(configuration);
    }
}
