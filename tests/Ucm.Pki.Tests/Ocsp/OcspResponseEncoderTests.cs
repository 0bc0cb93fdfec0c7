using Ucm.Pki.Keys;
using Ucm.Pki.Ocsp;

namespace Ucm.Pki.Tests.Ocsp;

/// <summary>What an independent reader finds in our responses.</summary>
public sealed class OcspResponseEncoderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>SHA-1 with NULL parameters, empty hashes, serial 0x1234.</summary>
    private static readonly byte[] CertId =
        [0x30, 0x3b, 0x30, 0x09, .. Convert.FromHexString("06052b0e03021a0500"), 0x04, 20, .. new byte[20], 0x04, 20, .. new byte[20], 0x02, 0x02, 0x12, 0x34];

    [Fact]
    public void Assemble_ExtendedRevokeAndNonce_BothExtensionsAreThere()
    {
        var single = new OcspSingleResponse(CertId, OcspStatus.Revoked, new OcspRevocation(DateTimeOffset.UnixEpoch, 6), At, At.AddHours(1));

        var content = new OcspResponseContent(new byte[20], At, [single]) { Nonce = new byte[] { 1, 2, 3 }, ExtendedRevoke = true };

        var text = Text(content);

        text.ShouldContain("OCSP Nonce");
        // OpenSSL knows the identifier under a name of before RFC 6960, so the extension is looked for as it is encoded.
        OcspResponseEncoder.EncodeToBeSigned(content).AsSpan().IndexOf(Convert.FromHexString("300f06092b060105050730010904020500")).ShouldBeGreaterThan(0);
        text.ShouldContain("Revocation Time: Jan  1 00:00:00 1970 GMT");
        text.ShouldContain("certificateHold");
    }

    [Fact]
    public void Assemble_ArchiveCutoff_InTheSingleResponse()
    {
        var single = new OcspSingleResponse(CertId, OcspStatus.Good, null, At, At.AddHours(1), At.AddYears(-7));

        var text = Text(new OcspResponseContent(new byte[20], At, [single]));

        text.ShouldContain("OCSP Archive Cutoff");
        text.ShouldContain("Jan  2 03:04:05 2019 GMT");
        text.ShouldNotContain("Response Extensions");
    }

    [Fact]
    public void Assemble_Responder_IsNamedByItsKey()
    {
        var text = Text(new OcspResponseContent(Enumerable.Repeat((byte)0xab, 20).ToArray(), At, [new OcspSingleResponse(CertId, OcspStatus.Good, null, At, At.AddHours(1))]));

        text.ShouldContain("Responder Id: " + string.Concat(Enumerable.Repeat("AB", 20)));
    }

    private static string Text(OcspResponseContent content)
    {
        using var key = SigningKeys.Generate(KeyAlgorithm.EcdsaP256);
        var toBeSigned = OcspResponseEncoder.EncodeToBeSigned(content);
        var response = OcspResponseEncoder.Assemble(toBeSigned, key.SignatureAlgorithm.Span, key.Sign(toBeSigned), []);
        return Reader.Run("openssl", ["ocsp", "-respin", "-", "-noverify", "-resp_text"], response);
    }
}
