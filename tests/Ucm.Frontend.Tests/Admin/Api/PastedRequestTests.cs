using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Shouldly;
using Ucm.Frontend.Admin.Api;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>Requests as people paste them.</summary>
public sealed class PastedRequestTests
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] Der = new CertificateRequest("CN=a", Key, HashAlgorithmName.SHA256).CreateSigningRequest();
    private static readonly string Pem = PemEncoding.WriteString("CERTIFICATE REQUEST", Der) + "\n";

    public static TheoryData<string> Harmless =>
    [
        Pem, Pem.TrimEnd(), "\uFEFF" + Pem.Replace("\n", "\r\n", StringComparison.Ordinal), Pem.Replace("\n", "\\n", StringComparison.Ordinal), Pem.Replace("\n", "\\r\\n", StringComparison.Ordinal),
        "Certificate Request:\n    Data:\n" + Pem, Pem + "\nThank you.\n", Convert.ToBase64String(Der), "\n " + Convert.ToBase64String(Der, Base64FormattingOptions.InsertLineBreaks) + "\n",
        PemEncoding.WriteString("NEW CERTIFICATE REQUEST", Der),
    ];

    [Theory]
    [MemberData(nameof(Harmless))]
    public void TryRead_Harmless_IsTaken(string text)
    {
        PastedRequest.TryRead(text, out var der).ShouldBeNull();

        der.AsSpan().SequenceEqual(Der).ShouldBeTrue();
    }

    [Fact]
    public void TryRead_WithAPrivateKey_IsRefusedWithoutRepeatingIt()
    {
        foreach (var key in (string[])[Key.ExportPkcs8PrivateKeyPem(), Key.ExportECPrivateKeyPem()])
        {
            foreach (var text in (string[])[key + "\n" + Pem, Pem + key, key])
            {
                var refusal = PastedRequest.TryRead(text, out var der);

                refusal!.Detail.ShouldContain("private key");
                refusal.Detail.ShouldContain("should never be sent");
                refusal.Detail.ShouldNotContain(key.Split('\n')[1]);
                der.ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public void TryRead_WhatLeavesADoubt_IsNamed()
    {
        PastedRequest.TryRead(Pem + Pem, out _)!.Detail.ShouldContain("2 requests");
        PastedRequest.TryRead(Pem + PemEncoding.WriteString("CERTIFICATE", Der), out _)!.Detail.ShouldContain("CERTIFICATE");
        PastedRequest.TryRead(Pem.Replace("-----END", "----END", StringComparison.Ordinal), out _)!.Detail.ShouldContain("whole PEM block");
        PastedRequest.TryRead(Pem + Pem[..100], out _)!.Detail.ShouldContain("whole PEM block");
        PastedRequest.TryRead("hello", out _)!.Detail.ShouldContain("neither PEM nor base64");
        PastedRequest.TryRead(string.Empty, out _).ShouldNotBeNull();
    }
}
