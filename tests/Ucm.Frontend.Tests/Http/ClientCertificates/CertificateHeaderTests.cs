using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Primitives;
using Shouldly;
using Ucm.Frontend.Http.ClientCertificates;

namespace Ucm.Frontend.Tests.Http.ClientCertificates;

public sealed class CertificateHeaderTests : IDisposable
{
    private const string Nginx = "X-Client-Cert";
    private readonly X509Certificate2 certificate = SelfSigned();

    private string Base64 => Convert.ToBase64String(certificate.RawData);

    public void Dispose() => certificate.Dispose();

    [Fact]
    public void TryRead_ByteSequence_IsTheCertificate() => Read("client-cert", $":{Base64}:").ShouldBe(certificate.RawData);

    [Fact]
    public void TryRead_EscapedPem_IsTheCertificate()
    {
        Read(Nginx, Uri.EscapeDataString(certificate.ExportCertificatePem())).ShouldBe(certificate.RawData);
        Read(Nginx, Uri.EscapeDataString(certificate.ExportCertificatePem() + "\n")).ShouldBe(certificate.RawData);
    }

    [Fact]
    public void TryRead_NoneOrEmpty_IsNone()
    {
        Read(Nginx).ShouldBe([]);
        Read(Nginx, "").ShouldBe([]);
        Read("Client-Cert", "").ShouldBe([]);
    }

    [Fact]
    public void TryRead_AnythingElse_IsRefused()
    {
        var pem = Uri.EscapeDataString(certificate.ExportCertificatePem());

        Read(Nginx, pem, pem).ShouldBeNull();
        Read(Nginx, "", pem).ShouldBeNull();
        Read(Nginx, $"{pem}, {pem}").ShouldBeNull();
        Read(Nginx, pem + pem).ShouldBeNull();
        Read(Nginx, $":{Base64}:").ShouldBeNull();
        Read(Nginx, "(null)").ShouldBeNull();
        Read(Nginx, " ").ShouldBeNull();
        Read(Nginx, pem[..^40]).ShouldBeNull();
        Read(Nginx, pem + new string(' ', CertificateHeader.MaxLength)).ShouldBeNull();
        Read("Client-Cert", pem).ShouldBeNull();
        Read("Client-Cert", Base64).ShouldBeNull();
        Read("Client-Cert", "::").ShouldBeNull();
        Read("Client-Cert", $":{Base64[..^8]}:").ShouldBeNull();
        Read("Client-Cert", $":{Convert.ToBase64String([.. certificate.RawData, 0])}:").ShouldBeNull();
        Read("Client-Cert", $":{Base64}:, :{Base64}:").ShouldBeNull();
    }

    /// <summary>Null when it is refused, empty for none.</summary>
    private static byte[]? Read(string name, params string[] values) =>
        CertificateHeader.TryRead(name, new StringValues(values), out var presented) ? presented.Chain is [var only] ? [.. only] : [] : null;

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=alice", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
    }
}
