using System.Security.Cryptography.X509Certificates;
using Shouldly;

namespace Ucm.Frontend.Tests.Http.ClientCertificates;

/// <summary>Whose certificate a request has: by the connection, by a proxy's header, or nobody's.</summary>
public sealed class PresentedCertificatesTests : IDisposable
{
    private const string Header = "X-Client-Cert";
    private readonly X509Certificate2 alice = CertificateHost.SelfSigned("alice");
    private readonly X509Certificate2 other = CertificateHost.SelfSigned("other");

    public void Dispose()
    {
        alice.Dispose();
        other.Dispose();
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task MtlsPort_ClientWithACertificate_IsSeenWithWhatItSendsAlong(string version)
    {
        await using var host = await new CertificateHost(Header).Start();

        using var issuer = CertificateHost.Authority("issuer");
        using var bob = CertificateHost.IssuedBy(issuer, "bob");

        var answer = await host.Ask(CertificateHost.Stranger, mtls: true, static _ => { }, [bob, issuer], Version.Parse(version));

        answer.ShouldBe((200, "bob issuer|"));
    }

    [Fact]
    public async Task MtlsPort_ClientWithout_IsServed()
    {
        await using var host = await new CertificateHost(Header).Start();

        (await host.Ask(CertificateHost.Stranger, mtls: true, static _ => { }, [])).ShouldBe((200, "|"));
    }

    [Fact]
    public async Task HttpsPort_ClientWithACertificate_IsNotAsked()
    {
        await using var host = await new CertificateHost(Header).Start();

        (await host.Ask(CertificateHost.Stranger, mtls: false, static _ => { }, [alice])).ShouldBe((200, "|"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Header_OfTheProxy_IsTheClients(bool mtls)
    {
        await using var host = await new CertificateHost(Header).Start();

        (await host.Ask(CertificateHost.Proxy, mtls, With(alice), [other])).ShouldBe((200, "alice|"));
    }

    [Fact]
    public async Task Header_OfTheProxyInTheFormOfTheRfc_IsTheClients()
    {
        await using var host = await new CertificateHost("Client-Cert").Start();
        var value = $":{Convert.ToBase64String(alice.RawData)}:";

        (await host.Ask(CertificateHost.Proxy, mtls: false, request => request.Headers.Add("Client-Cert", value), [])).ShouldBe((200, "alice|"));
    }

    [Fact]
    public async Task Header_OfAStranger_IsRemovedAndNotRead()
    {
        await using var host = await new CertificateHost(Header).Start();

        (await host.Ask(CertificateHost.Stranger, mtls: false, With(alice), [])).ShouldBe((200, "|"));
        (await host.Ask(CertificateHost.Stranger, mtls: true, With(alice), [other])).ShouldBe((200, "other|"));
    }

    [Theory]
    [InlineData(Header)]
    [InlineData(null)]
    public async Task ProxysOwnCertificate_WithoutAHeader_IsNobodys(string? header)
    {
        await using var host = await new CertificateHost(header).Start();

        (await host.Ask(CertificateHost.Proxy, mtls: true, static _ => { }, [other])).ShouldBe((200, "|"));
    }

    [Fact]
    public async Task Header_OfTheProxyThatIsRubbishOrTwo_Is400AndNoOtherIdentity()
    {
        await using var host = await new CertificateHost(Header).Start();

        (await host.Ask(CertificateHost.Proxy, mtls: true, static request => request.Headers.TryAddWithoutValidation(Header, "rubbish"), [other]))
            .Status.ShouldBe(400);
        var two = await host.Ask(CertificateHost.Proxy, mtls: true, request => request.Headers.Add(Header, [Escaped(alice), Escaped(other)]), [other]);
        two.Status.ShouldBe(400);
        two.Text.ShouldContain("malformed");
    }

    private static Action<HttpRequestMessage> With(X509Certificate2 certificate) => request => request.Headers.Add(Header, Escaped(certificate));

    private static string Escaped(X509Certificate2 certificate) => Uri.EscapeDataString(certificate.ExportCertificatePem());
}
