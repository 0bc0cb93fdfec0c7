using System.Net;
using Shouldly;
using Ucm.Frontend.Http;
using Ucm.Frontend.Http.Proxies;

namespace Ucm.Frontend.Tests.Http;

public sealed class HttpOptionsValidatorTests
{
    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("192.0.2.7")]
    [InlineData("2001:db8::/32")]
    [InlineData("::1")]
    public void Validate_AddressOrNetwork_IsGood(string text) => Validate(text).Succeeded.ShouldBeTrue();

    [Theory]
    [InlineData("10.0.0.1/")]
    [InlineData("proxy.example")]
    [InlineData("10.0.0.0/33")]
    [InlineData("")]
    public void Validate_AnythingElse_IsNamed(string text) => Validate(text).Failures.ShouldNotBeNull().ShouldBe(
    [
        $"Ucm:Http:ProxyProtocol:From has '{text}', which is neither an IP address nor a network such as 10.0.0.0/8.",
        $"Ucm:Http:ForwardedHeaders:From has '{text}', which is neither an IP address nor a network such as 10.0.0.0/8.",
    ]);

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.1/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    public void Contain_Address_AsListed(string network, string address, bool expected) =>
        new SenderNetworks([network]).Contain(IPAddress.Parse(address)).ShouldBe(expected);

    [Fact]
    public void Validate_PortsAndCertificateHeaderWrong_AreAllNamed()
    {
        var options = new HttpOptions { HttpsPort = 9, HttpPort = 8, MtlsPort = 9, ClientCertificateHeader = "Client Cert" };

        var faults = new HttpOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ToList();

        faults.Count.ShouldBe(3);
        faults[0].ShouldBe("Ucm:Http:HttpsPort and MtlsPort are both 9; each listener needs its own.");
        faults[1].ShouldStartWith("Ucm:Http:ClientCertificateHeader is 'Client Cert'");
        faults[2].ShouldStartWith("Ucm:Http:ClientCertificateHeader needs Ucm:Http:ForwardedHeaders:From");
    }

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(string text) =>
        new HttpOptionsValidator().Validate(null, new HttpOptions { ProxyProtocol = { From = { text } }, ForwardedHeaders = { From = { text } } });
}
