using System.Formats.Asn1;
using Ucm.Pki.Asn1;

namespace Ucm.Pki.Keys;

/// <summary>AlgorithmIdentifiers of the signatures made here (RFC 4055 §5, RFC 5758 §3.2, RFC 8410 §3).</summary>
internal static class SignatureAlgorithms
{
    public static readonly ReadOnlyMemory<byte> RsaSha256 = Encode(Oids.Sha256WithRsa, withNull: true);
    public static readonly ReadOnlyMemory<byte> EcdsaSha256 = Encode(Oids.EcdsaSha256, withNull: false);
    public static readonly ReadOnlyMemory<byte> EcdsaSha384 = Encode(Oids.EcdsaSha384, withNull: false);
    public static readonly ReadOnlyMemory<byte> EcdsaSha512 = Encode(Oids.EcdsaSha512, withNull: false);
    public static readonly ReadOnlyMemory<byte> Ed25519 = Encode(Oids.Ed25519, withNull: false);

    private static byte[] Encode(string oid, bool withNull)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (withNull)
            {
                writer.WriteNull();
            }
        }

        return writer.Encode();
    }
}
