using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.X509;
using Shouldly;
using Ucm.Reliability.Status;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace Ucm.Reliability.Tests;

/// <summary>What the auditor reads and believes of OCSP, with responses made by BouncyCastle alone.</summary>
public sealed class StatusReadingTests
{
    private static readonly AsymmetricCipherKeyPair IssuerKey = NewKey();
    private static readonly X509Certificate Issuer = Certificate("CN=Issuer", IssuerKey.Public, IssuerKey.Private, null);
    private static readonly DateTime Now = DateTime.UtcNow;
    private readonly ResponseVerifier verifier = new(new TrustChain(Issuer, Issuer));

    [Fact]
    public void Read_Revoked_HasReasonAndTime()
    {
        var revokedAt = new DateTime(2026, 11, 24, 12, 0, 1, DateTimeKind.Utc);

        var reading = StatusReading.Read(Respond(IssuerKey.Private, new RevokedStatus(revokedAt, 4)));

        (reading.Status, reading.Serial, reading.Reason).ShouldBe(("revoked", "a1", "superseded"));
        reading.RevokedAt.ShouldBe(new DateTimeOffset(revokedAt).ToUnixTimeSeconds() * 1_000_000);
        verifier.Problem(reading.Basic!, Now).ShouldBeNull();
    }

    [Fact]
    public void Read_GoodAndUnknown_AreToldApart()
    {
        StatusReading.Read(Respond(IssuerKey.Private, CertificateStatus.Good)).Status.ShouldBe("good");
        StatusReading.Read(Respond(IssuerKey.Private, new UnknownStatus())).Status.ShouldBe("unknown");
    }

    [Fact]
    public void Read_TryLater_IsNamed() => StatusReading.Read(new OCSPRespGenerator().Generate(OcspRespStatus.TryLater, null).GetEncoded()).Status.ShouldBe("tryLater");

    [Fact]
    public void Read_Garbage_IsFormatException() => Should.Throw<FormatException>(() => StatusReading.Read([1, 2, 3]));

    [Fact]
    public void Verify_SignedBySomebodyElse_IsAProblem() =>
        verifier.Problem(Basic(Respond(NewKey().Private, CertificateStatus.Good)), Now).ShouldNotBeNull();

    [Fact]
    public void Verify_DelegatedResponder_IsBelievedOnlyWithItsPurpose()
    {
        var key = NewKey();
        var delegated = Certificate("CN=Responder", key.Public, IssuerKey.Private, KeyPurposeID.id_kp_OCSPSigning);
        var ordinary = Certificate("CN=Server", key.Public, IssuerKey.Private, KeyPurposeID.id_kp_serverAuth);

        verifier.Problem(Basic(Respond(key.Private, CertificateStatus.Good, delegated)), Now).ShouldBeNull();
        verifier.Problem(Basic(Respond(key.Private, CertificateStatus.Good, ordinary)), Now).ShouldNotBeNull();
    }

    [Fact]
    public void Verify_NextUpdateOver_IsAProblem() => verifier.Problem(Basic(Respond(IssuerKey.Private, CertificateStatus.Good)), Now.AddHours(2)).ShouldNotBeNull();

    [Fact]
    public void Encode_EitherHash_AsksForTheSerial()
    {
        var questions = new StatusQuestions(Issuer);

        foreach (var sha256 in (bool[])[true, false])
        {
            var asked = new OcspReq(questions.Encode("00a1b2", sha256)).GetRequestList().Single().GetCertID();
            Serials.ToHex(asked.SerialNumber).ShouldBe("a1b2");
            asked.MatchesIssuer(Issuer).ShouldBeTrue();
        }
    }

    private static BasicOcspResp Basic(byte[] response) => StatusReading.Read(response).Basic!;

    private static byte[] Respond(AsymmetricKeyParameter key, CertificateStatus? status, X509Certificate? responder = null)
    {
        var generator = new BasicOcspRespGenerator(Issuer.GetPublicKey());
        var sha1 = new AlgorithmIdentifier(new Org.BouncyCastle.Asn1.DerObjectIdentifier("1.3.14.3.2.26"), Org.BouncyCastle.Asn1.DerNull.Instance);
        generator.AddResponse(new CertificateID(sha1, Issuer, BigInteger.ValueOf(0xa1)), status, Now.AddMinutes(-1), Now.AddHours(1), null);
        var basic = generator.Generate(new Asn1SignatureFactory("SHA256withECDSA", key), responder is null ? null : [responder], Now);
        return new OCSPRespGenerator().Generate(OcspRespStatus.Successful, basic).GetEncoded();
    }

    private static AsymmetricCipherKeyPair NewKey()
    {
        var generator = GeneratorUtilities.GetKeyPairGenerator("ECDSA");
        generator.Init(new Org.BouncyCastle.Crypto.Parameters.ECKeyGenerationParameters(Org.BouncyCastle.Asn1.Sec.SecObjectIdentifiers.SecP256r1, new SecureRandom()));
        return generator.GenerateKeyPair();
    }

    private static X509Certificate Certificate(string name, AsymmetricKeyParameter key, AsymmetricKeyParameter signer, KeyPurposeID? purpose)
    {
        var generator = new X509V3CertificateGenerator();
        generator.SetSerialNumber(BigInteger.One);
        generator.SetIssuerDN(new X509Name("CN=Issuer"));
        generator.SetSubjectDN(new X509Name(name));
        generator.SetNotBefore(DateTime.UtcNow.AddHours(-1));
        generator.SetNotAfter(DateTime.UtcNow.AddHours(1));
        generator.SetPublicKey(key);
        if (purpose is not null)
            generator.AddExtension(X509Extensions.ExtendedKeyUsage, false, new ExtendedKeyUsage(purpose));

        return generator.Generate(new Asn1SignatureFactory("SHA256withECDSA", signer));
    }
}
