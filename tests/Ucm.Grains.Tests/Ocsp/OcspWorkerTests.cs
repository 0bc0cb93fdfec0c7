using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Ocsp;
using Org.BouncyCastle.Ocsp;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Ocsp;
using Ucm.Grains.Tests.Status;
using Ucm.Pki.Ocsp;
using Ucm.Pki.X509;
using Ucm.TestHosting;

namespace Ucm.Grains.Tests.Ocsp;

/// <summary>Answers signed for one client: nonces, several certificates, and the settings (RFC 6960, RFC 9654), read by another library.</summary>
[Trait("needs", "server")]
public sealed class OcspWorkerTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(128)]
    public async Task Respond_Nonce_EchoedOctetForOctet(int length)
    {
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue($"rest:worker:nonce:{length}");
        var nonce = RandomNumberGenerator.GetBytes(length);

        var basic = await Respond(cluster, [await cluster.Grains.CertId(issued.Key)], nonce);

        var extension = basic.GetExtensionValue(OcspObjectIdentifiers.PkixOcspNonce);
        Asn1OctetString.GetInstance(extension.GetOctets()).GetOctets().ShouldBe(nonce);
        basic.Responses.ShouldHaveSingleItem().GetCertStatus().ShouldBeNull();
    }

    [Fact]
    public async Task Respond_SeveralCertificates_EachStatusInTheClientsOrderAndNoNonce()
    {
        await cluster.CreateAuthorities();
        var good = await cluster.Issue("rest:worker:good");
        var revoked = await cluster.Issue("rest:worker:revoked");
        await cluster.RevokeForSure(revoked.Key, RevocationReason.KeyCompromise);
        var root = ParsedCertificate.Parse(await cluster.Grains.CertificateOf(TestRequests.Issuing));
        byte[][] certIds =
        [
            await cluster.Grains.CertId(revoked.Key),
            await cluster.Grains.CertId(Invented()),
            await cluster.Grains.CertId(good.Key, OcspHash.Sha512),
            await cluster.Grains.CertId(new CertificateKey(TestRequests.Root, SerialNumber.FromBytes(root.SerialNumber.Span))),
        ];

        var basic = await Respond(cluster, certIds, []);

        basic.Responses.Select(static one => one.GetCertID().ToAsn1Object().GetDerEncoded()).ShouldBe(certIds);
        basic.Responses[0].GetCertStatus().ShouldBeOfType<RevokedStatus>().RevocationReason.ShouldBe((int)RevocationReason.KeyCompromise);
        basic.Responses[1].GetCertStatus().ShouldBeOfType<UnknownStatus>();
        basic.Responses[2].GetCertStatus().ShouldBeNull();

        // Another authority's certificate: this responder may not speak for it.
        basic.Responses[3].GetCertStatus().ShouldBeOfType<UnknownStatus>();
        basic.GetExtensionValue(OcspObjectIdentifiers.PkixOcspNonce).ShouldBeNull();
    }

    [Theory]
    [InlineData(OcspHash.Sha1)]
    [InlineData(OcspHash.Sha256)]
    [InlineData(OcspHash.Sha384)]
    [InlineData(OcspHash.Sha512)]
    public async Task Answer_EachHashWithAndWithoutNull_CertIdEchoedExactly(OcspHash hash)
    {
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue($"rest:worker:echo:{hash}");
        var issuer = OcspIssuer.Of(ParsedCertificate.Parse(await cluster.Grains.CertificateOf(TestRequests.Issuing)));

        foreach (var withNull in new[] { true, false })
        {
            var certId = OcspCertIds.Encode(issuer, hash, withNull, issued.Key.Serial.ToBytes());
            var answer = await cluster.Grains.OcspStatus(issued.Key).Answer(new OcspQuery([.. certId], 0), CancellationToken.None);

            answer.Value!.Der.AsSpan().IndexOf(certId).ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task Answer_Times_NotInTheFutureAndWithNextUpdate()
    {
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:worker:times");

        var basic = (await cluster.Grains.AskOcsp(issued.Key)).Value!.Read();

        var single = basic.Responses.ShouldHaveSingleItem();
        basic.ProducedAt.ShouldBeLessThanOrEqualTo(DateTime.UtcNow);
        single.ThisUpdate.ShouldBeLessThanOrEqualTo(DateTime.UtcNow);
        single.ThisUpdate.ShouldBeLessThanOrEqualTo(basic.ProducedAt);
        single.NextUpdate.ShouldNotBeNull().ShouldBeGreaterThan(DateTime.UtcNow);
    }

    [Fact]
    public async Task Answer_Responder_NamedByTheHashOfItsKeyAndIncludedOnce()
    {
        await cluster.CreateAuthorities();
        var issued = await cluster.Issue("rest:worker:key-hash");

        var answer = await cluster.Grains.AskOcsp(issued.Key);

        var responder = answer.Value!.Responder();
#pragma warning disable CA5350 // RFC 6960 §4.2.1: KeyHash is SHA-1.
        var hash = SHA1.HashData(responder.CertificateStructure.SubjectPublicKeyInfo.PublicKey.GetBytes());
#pragma warning restore CA5350
        answer.Value!.Read().ResponderId.ToAsn1Object().GetKeyHash().ShouldBe(hash);
    }

    [Fact]
    public async Task Respond_ExtendedRevoke_NeverIssuedIsRevokedSince1970AndSaysSo()
    {
        await using var extended = await GrainCluster.Start(configure: static services => services.Configure<OcspOptions>(static options =>
        {
            options.ExtendedRevoke = true;
            options.ArchiveCutoff = TimeSpan.FromDays(3650);
        }));
        await extended.CreateAuthorities();
        var issued = await extended.Issue("rest:worker:extended");
        var never = await extended.Grains.CertId(Invented());

        var basic = await Respond(extended, [never, await extended.Grains.CertId(issued.Key)], []);
        var single = await extended.Grains.OcspScreen(TestRequests.Issuing).Screen([.. never], CancellationToken.None);

        var status = basic.Responses[0].GetCertStatus().ShouldBeOfType<RevokedStatus>();
        (status.RevocationTime, status.RevocationReason).ShouldBe((DateTime.UnixEpoch, (int)RevocationReason.CertificateHold));
        basic.Responses[0].GetExtensionValue(OcspObjectIdentifiers.PkixOcspArchiveCutoff).ShouldBeNull();
        basic.Responses[1].GetCertStatus().ShouldBeNull();
        basic.Responses[1].GetExtensionValue(OcspObjectIdentifiers.PkixOcspArchiveCutoff).ShouldNotBeNull();
        basic.GetExtensionValue(new DerObjectIdentifier("1.3.6.1.5.5.7.48.1.9")).ShouldNotBeNull();
        single.Value!.NeverIssued!.Known.ShouldBeFalse();
        single.Value.NeverIssued.Read().Responses[0].GetCertStatus().ShouldBeOfType<RevokedStatus>();
    }

    [Fact]
    public async Task Respond_PreferredRsa_SignedByTheRsaResponderAndOthersByTheFirst()
    {
        await using var both = await GrainCluster.Start(configure: static services => services.Configure<OcspOptions>(static options =>
        {
            options.ResponderKeys.Add("ecdsa-p256");
            options.ResponderKeys.Add("rsa-2048");
        }));
        await both.CreateAuthorities();
        var issued = await both.Issue("rest:worker:preferred");
        ImmutableArray<byte> certId = [.. await both.Grains.CertId(issued.Key)];

        var rsa = await Ask(both, new OcspLiveQuery([certId], []) { PreferredAlgorithms = Preferred("1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2") });
        var first = await Ask(both, new OcspLiveQuery([certId], []) { PreferredAlgorithms = Preferred("1.2.840.113549.1.1.5") });

        rsa.Responder().GetPublicKey().ShouldBeOfType<Org.BouncyCastle.Crypto.Parameters.RsaKeyParameters>();
        first.Responder().GetPublicKey().ShouldBeOfType<Org.BouncyCastle.Crypto.Parameters.ECPublicKeyParameters>();
    }

    [Fact]
    public async Task RespondAll_SeveralClients_EachTheNonceAndTheStatusItAskedFor()
    {
        await cluster.CreateAuthorities();
        var good = await cluster.Issue("rest:worker:all:good");
        var revoked = await cluster.Issue("rest:worker:all:revoked");
        await cluster.RevokeForSure(revoked.Key, RevocationReason.KeyCompromise);
        ImmutableArray<byte> goodId = [.. await cluster.Grains.CertId(good.Key)];
        ImmutableArray<byte> revokedId = [.. await cluster.Grains.CertId(revoked.Key)];
        ImmutableArray<byte> inventedId = [.. await cluster.Grains.CertId(Invented())];

        ImmutableArray<OcspLiveQuery> queries =
            [new([goodId], [1]), new([revokedId], [2]), new([inventedId], [3]), new([goodId], [4])];

        // On a busy machine a status may not be had at once, which is no fault; the next call finds it.
        ImmutableArray<Outcome<OcspAnswer>?> answers = [];
        await Eventually.Until(async () =>
        {
            answers = (await cluster.Grains.OcspWorker(TestRequests.Issuing).RespondAll(queries, CancellationToken.None)).Value!.Answers;
            return answers.All(static one => one is not null);
        });

        var read = answers.Select(static one => one!.Value!.Read()).ToArray();
        read.Select(Nonce).ShouldBe([[1], [2], [3], [4]]);
        read[0].Responses[0].GetCertStatus().ShouldBeNull();
        read[1].Responses[0].GetCertStatus().ShouldBeOfType<RevokedStatus>();
        read[2].Responses[0].GetCertStatus().ShouldBeOfType<UnknownStatus>();
        read[3].Responses[0].GetCertStatus().ShouldBeNull();
    }

    [Fact]
    public async Task RespondAll_MoreThanOneCallTakes_Malformed()
    {
        await cluster.CreateAuthorities();

        var answers = await cluster.Grains.OcspWorker(TestRequests.Issuing).RespondAll(
            [.. Enumerable.Repeat(new OcspLiveQuery([], [1]), OcspLiveAnswers.MaxCount + 1)], CancellationToken.None);

        answers.Refusal!.Code.ShouldBe(RefusalCode.Malformed);
    }

    [Fact]
    public async Task RespondAll_OneStatusCannotBeHad_NoAnswerForItAndTheOthersNotHeldUp()
    {
        await using var slow = await GrainCluster.Start(configure: SlowStatusStore.Install);
        await slow.CreateAuthorities();
        var good = await slow.Issue("rest:worker:slow:good");
        var stuck = await slow.Issue("rest:worker:slow:stuck");
        (await slow.Grains.AskSingle(good.Key)).GetCertStatus().ShouldBeNull();
        SlowStatusStore.Stuck = stuck.Key;
        ImmutableArray<OcspLiveQuery> queries = [new([[.. await slow.Grains.CertId(stuck.Key)]], [1]), new([[.. await slow.Grains.CertId(good.Key)]], [2])];

        ImmutableArray<Outcome<OcspAnswer>?> answers = [];
        await Eventually.Until(async () =>
        {
            answers = (await slow.Grains.OcspWorker(TestRequests.Issuing).RespondAll(queries, CancellationToken.None)).Value!.Answers;
            return answers[1] is not null;
        });

        answers[0]?.Succeeded.ShouldBe(false);
        answers[1]!.Value!.Read().Responses[0].GetCertStatus().ShouldBeNull();
    }

    private static byte[] Nonce(BasicOcspResp basic) =>
        Asn1OctetString.GetInstance(basic.GetExtensionValue(OcspObjectIdentifiers.PkixOcspNonce).GetOctets()).GetOctets();

    private static CertificateKey Invented() => new(TestRequests.Issuing, SerialNumber.FromBytes([0x11, .. RandomNumberGenerator.GetBytes(15)]));

    private static ImmutableArray<byte> Preferred(params string[] oids)
    {
        var octets = new List<byte>();
        foreach (var oid in oids)
        {
            Asn1Encodable algorithm = new DerSequence(new DerObjectIdentifier(oid));
            octets.AddRange(new DerSequence(algorithm).GetEncoded());
        }

        return [.. octets];
    }

    private static async Task<BasicOcspResp> Respond(GrainCluster cluster, byte[][] certIds, byte[] nonce) =>
        (await Ask(cluster, new OcspLiveQuery([.. certIds.Select(static one => one.ToImmutableArray())], [.. nonce]))).Read();

    private static async Task<OcspAnswer> Ask(GrainCluster cluster, OcspLiveQuery query)
    {
        var answer = await cluster.Grains.OcspWorker(TestRequests.Issuing).Respond(query, CancellationToken.None);
        answer.Refusal.ShouldBeNull();
        return answer.Value!;
    }
}
