using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ucm.Grains.Certificates;
using Ucm.Pki;
using Ucm.Pki.Requests;

namespace Ucm.Grains.Tests.Certificates;

public sealed class ProvenRequestsTests
{
    private readonly ProvenRequests proven = new();

    [Fact]
    public void Verify_RequestWithWrongSignature_IsRefusedHoweverOften()
    {
        var forged = Forged();

        proven.VerifyAndRemember(forged)?.Kind.ShouldBe(PkiFaultKind.BadSignature);

        proven.Verify(forged)?.Kind.ShouldBe(PkiFaultKind.BadSignature);
    }

    [Fact]
    public void Verify_OtherSignatureUnderARememberedRequest_IsRefused()
    {
        var der = Valid();
        proven.VerifyAndRemember(Parse(der)).ShouldBeNull();
        der[^1] ^= 1;

        var fault = proven.Verify(Parse(der));

        fault?.Kind.ShouldBe(PkiFaultKind.BadSignature);
    }

    [Fact]
    public void Verify_RememberedAndNot_AcceptsWhatIsRight()
    {
        var request = Parse(Valid());

        proven.VerifyAndRemember(request).ShouldBeNull();

        proven.Verify(request).ShouldBeNull();
        proven.Verify(request).ShouldBeNull();
        proven.Verify(Parse(Valid())).ShouldBeNull();
    }

    [Fact]
    public void VerifyAndRemember_MoreThanItHolds_StillAcceptsAndRefuses()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        for (var i = 0; i < 1100; i++)
        {
            proven.VerifyAndRemember(Parse(new CertificateRequest($"CN={i}.example", key, HashAlgorithmName.SHA256).CreateSigningRequest())).ShouldBeNull();
        }

        proven.Verify(Parse(Valid())).ShouldBeNull();
        proven.Verify(Forged()).ShouldNotBeNull();
    }

    private static CertificationRequest Forged()
    {
        var der = Valid();
        der[^1] ^= 1;
        return Parse(der);
    }

    private static byte[] Valid()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=www.example.com", key, HashAlgorithmName.SHA256).CreateSigningRequest();
    }

    private static CertificationRequest Parse(byte[] der) => CertificationRequest.TryParse(der, out var request, out var fault) ? request : throw new InvalidOperationException(fault.Detail);
}
