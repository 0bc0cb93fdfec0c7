using Org.BouncyCastle.Ocsp;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace Ucm.Grains.Tests.Status;

/// <summary>Asks for status as a frontend does, and reads the answers with another library.</summary>
internal static class StatusQuestions
{
    public static async Task<Outcome<OcspAnswer>> AskOcsp(
        this IGrainFactory grains, CertificateKey key, long notBefore = 0, OcspHash hash = OcspHash.Sha1, bool recent = false) =>
        await grains.OcspStatus(key).Answer(new OcspQuery([.. await grains.CertId(key, hash)], notBefore, recent), CancellationToken.None);

    public static async Task<byte[]> CertId(this IGrainFactory grains, CertificateKey key, OcspHash hash = OcspHash.Sha1)
    {
        var issuer = OcspIssuer.Of(ParsedCertificate.Parse(await grains.CertificateOf(key.Authority)));
        return OcspCertIds.Encode(issuer, hash, withNull: true, key.Serial.ToBytes());
    }

    public static async Task<ReadOnlyMemory<byte>> CertificateOf(this IGrainFactory grains, AuthorityId authority)
    {
        var snapshot = await grains.Authority(authority).Get(CancellationToken.None);
        return snapshot.Value!.Certificate.AsMemory();
    }

    public static async Task<SingleResp> AskSingle(this IGrainFactory grains, CertificateKey key, long notBefore = 0, bool recent = false)
    {
        var answer = await grains.AskOcsp(key, notBefore, recent: recent);
        answer.Refusal.ShouldBeNull();
        return answer.Value!.Read().Responses.ShouldHaveSingleItem();
    }

    public static BasicOcspResp Read(this OcspAnswer answer)
    {
        var response = new OcspResp(answer.Der.ToArray());
        response.Status.ShouldBe(OcspRespStatus.Successful);
        return (BasicOcspResp)response.GetResponseObject();
    }

    /// <summary>The one certificate that came with the response, after the signature was checked with it.</summary>
    public static BouncyCertificate Responder(this OcspAnswer answer)
    {
        var basic = answer.Read();
        var responder = basic.GetCerts().ShouldHaveSingleItem();
        basic.Verify(responder.GetPublicKey()).ShouldBeTrue();
        return responder;
    }

    public static async Task<IssuedCertificate> Issue(this GrainCluster cluster, string request)
    {
        var issued = await cluster.Grains.Issuance(TestRequests.Issuing).Issue(TestRequests.Command(request), CancellationToken.None);
        issued.Refusal.ShouldBeNull();
        return issued.Value!;
    }

    public static async Task<RevocationReceipt> RevokeForSure(this GrainCluster cluster, CertificateKey key, RevocationReason reason = RevocationReason.Superseded)
    {
        var revoked = await cluster.Grains.Certificate(key).Revoke(new RevokeCommand(reason, TestRequests.Admin), CancellationToken.None);
        revoked.Refusal.ShouldBeNull();
        return revoked.Value!;
    }
}
