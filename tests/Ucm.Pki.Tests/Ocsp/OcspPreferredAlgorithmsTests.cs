using System.Formats.Asn1;
using Ucm.Pki.Keys;
using Ucm.Pki.Ocsp;

namespace Ucm.Pki.Tests.Ocsp;

/// <summary>Preferred signature algorithms (RFC 6960 §4.4.7).</summary>
public sealed class OcspPreferredAlgorithmsTests
{
    private const string EcdsaSha256 = "1.2.840.10045.4.3.2";
    private const string EcdsaSha384 = "1.2.840.10045.4.3.3";
    private const string RsaSha1 = "1.2.840.113549.1.1.5";
    private const string RsaSha256 = "1.2.840.113549.1.1.11";
    private static readonly KeyAlgorithm[] Both = [KeyAlgorithm.EcdsaP256, KeyAlgorithm.Rsa2048];

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaP256, EcdsaSha256)]
    [InlineData(KeyAlgorithm.Rsa2048, RsaSha256)]
    [InlineData(KeyAlgorithm.Rsa2048, RsaSha256, EcdsaSha256)]
    [InlineData(KeyAlgorithm.EcdsaP256, EcdsaSha256, RsaSha256)]
    [InlineData(KeyAlgorithm.Rsa2048, RsaSha1, EcdsaSha384, RsaSha256)]
    [InlineData(KeyAlgorithm.EcdsaP256, RsaSha1)]
    public void Choose_ClientsOrder_FirstThatAKeyCanDoElseTheFirstKey(KeyAlgorithm expected, params string[] preferred)
    {
        OcspRequest.TryRead(Request(List(preferred)), out var request).ShouldBeTrue();

        OcspPreferredAlgorithms.Choose(request.PreferredAlgorithms, Both).ShouldBe(expected);
    }

    [Fact]
    public void Choose_NothingAsked_TheFirstKey()
    {
        OcspRequest.TryRead(Request(null), out var request).ShouldBeTrue();

        request.PreferredAlgorithms.IsEmpty.ShouldBeTrue();
        OcspPreferredAlgorithms.Choose(request.PreferredAlgorithms, Both).ShouldBe(KeyAlgorithm.EcdsaP256);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3000")]
    [InlineData("30023000")]
    [InlineData("300430023000")]
    [InlineData("0400")]
    public void TryRead_EmptyOrBrokenList_IsMalformed(string hex) => OcspRequest.TryRead(Request(Convert.FromHexString(hex)), out _).ShouldBeFalse();

    private static byte[] List(string[] preferred)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var oid in preferred)
            {
                using (writer.PushSequence())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(oid);
                }
            }
        }

        return writer.Encode();
    }

    private static byte[] Request(byte[]? preferred)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            using (writer.PushSequence())
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.14.3.2.26");
                }

                writer.WriteOctetString(new byte[20]);
                writer.WriteOctetString(new byte[20]);
                writer.WriteInteger(5);
            }

            if (preferred is not null)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                using (writer.PushSequence())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.3.6.1.5.5.7.48.1.8");
                    writer.WriteOctetString(preferred);
                }
            }
        }

        return writer.Encode();
    }
}
