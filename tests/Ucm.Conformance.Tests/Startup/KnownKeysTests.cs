using Microsoft.Extensions.Configuration;
using Shouldly;
using Ucm.Frontend.Configuration;
using Ucm.Silo.Configuration;

namespace Ucm.Conformance.Tests.Startup;

/// <summary>Every key that the contract names exists, and a wrong one is noticed with the right one named.</summary>
public sealed class KnownKeysTests
{
    private static readonly KnownKeys Keys = UcmConfiguration.KnownKeys;

    public static TheoryData<string> Contract =>
    [
        "Ucm:Mode", "Ucm:DataDirectory", "Ucm:Http:Address", "Ucm:Http:HttpsPort", "Ucm:Http:HttpPort", "Ucm:Http:Certificate:Path", "Ucm:Http:Certificate:KeyPath",
        "Ucm:PublicUrls:Https", "Ucm:PublicUrls:Http", "Ucm:Storage:Provider", "Ucm:Storage:ConnectionString", "Ucm:Cluster:ClusterId", "Ucm:Cluster:SiloPort",
        "Ucm:Cluster:GatewayPort", "Ucm:Cluster:Gateways:0", "Ucm:Bootstrap:Enabled", "Ucm:Bootstrap:AdminPassword", "Ucm:Acme:Validation:HttpPort",
        "Ucm:Acme:Validation:TlsAlpnPort", "Ucm:Acme:Validation:DnsServers:0", "Ucm:Acme:Validation:AllowLoopback", "Ucm:Acme:Validation:AllowedNetworks:0",
        "Ucm:Acme:Validation:DeniedNetworks:0", "Ucm:Acme:Cors", "Ucm:Acme:RequireExternalAccount", "Ucm:Acme:CaaIdentities:0", "Ucm:Acme:Caa", "Ucm:Auth:AccessTokenLifetime",
        "Ucm:Auth:RefreshTokenLifetime", "Ucm:Auth:SessionIdleTimeout", "Ucm:RateLimits:Enabled",
    ];

    [Theory]
    [MemberData(nameof(Contract))]
    public void FindFaults_KeyOfTheContract_IsKnown(string key) => Faults(key).ShouldBeEmpty();

    [Theory]
    [InlineData("Ucm:Htp:HttpsPort", "Ucm:Http:HttpsPort")]
    [InlineData("Ucm:Acme:Validation:HtpPort", "Ucm:Acme:Validation:HttpPort")]
    [InlineData("Ucm:DataDir", "Ucm:DataDirectory")]
    public void FindFaults_MisspeltKey_NamesTheNearest(string key, string nearest) => Faults(key).ShouldHaveSingleItem().ShouldContain($"'{nearest}'");

    [Fact]
    public void SplitLists_OneText_BecomesIndexedKeys()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Ucm:Acme:Validation:DnsServers", "127.0.0.1:5353, 127.0.0.1:5354")]).Build();

        Keys.SplitLists(configuration).ShouldBe([new("Ucm:Acme:Validation:DnsServers:0", "127.0.0.1:5353"), new("Ucm:Acme:Validation:DnsServers:1", "127.0.0.1:5354")]);
    }

    private static IReadOnlyList<string> Faults(string key) =>
        Keys.FindFaults(new ConfigurationBuilder().AddInMemoryCollection([new(key, "x")]).Build());
}
