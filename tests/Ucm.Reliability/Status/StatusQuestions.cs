using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Ocsp;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace Ucm.Reliability.Status;

/// <summary>OCSP requests (RFC 6960 §4.1) by BouncyCastle, in every form a client may choose: SHA-1 or SHA-256, GET or POST.</summary>
internal sealed class StatusQuestions(X509Certificate issuer)
{
    private static readonly AlgorithmIdentifier Sha1 = new(new DerObjectIdentifier("1.3.14.3.2.26"), DerNull.Instance);
    private static readonly AlgorithmIdentifier Sha256 = new(new DerObjectIdentifier("2.16.840.1.101.3.4.2.1"), DerNull.Instance);

    public byte[] Encode(string serial, bool sha256)
    {
        var generator = new OcspReqGenerator();
        generator.AddRequest(new CertificateID(sha256 ? Sha256 : Sha1, issuer, new BigInteger(1, Convert.FromHexString(serial))));
        return generator.Generate().GetEncoded();
    }

    /// <param name="form">Any number; its low bits choose hash and method.</param>
    public HttpRequestMessage Ask(string http, string serial, long form)
    {
        var body = Encode(serial, (form & 1) == 0);
        if ((form & 2) == 0)
            return new HttpRequestMessage(HttpMethod.Get, $"{http}/ocsp/{Uri.EscapeDataString(Convert.ToBase64String(body))}");

        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/ocsp-request");
        return new HttpRequestMessage(HttpMethod.Post, $"{http}/ocsp") { Content = content };
    }
}
