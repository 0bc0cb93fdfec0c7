using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ucm.Grains.Interfaces.Identity.ClientCertificates;

/// <summary>
/// A frontend's word that a client proved in TLS that it holds the key of a certificate. The frontend signs it with the key of its cluster link, so that a
/// silo knows whose word it is: only frontends that were enrolled for it are believed (docs/decisions/0006-a-frontend-is-not-believed.md).
/// </summary>
/// <param name="Chain">DER, the client's own certificate first, then the others as they were sent.</param>
/// <param name="SignedAt">Good for a minute; whole milliseconds.</param>
/// <param name="Frontend">The certificate of the frontend's cluster link, DER.</param>
/// <param name="Signature">ECDSA with SHA-256 over <see cref="ToBeSigned"/>, IEEE P1363.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.client-certificate-proof")]
public sealed record ClientCertificateProof(
    [property: Id(0)] ImmutableArray<ImmutableArray<byte>> Chain,
    [property: Id(1)] DateTimeOffset SignedAt,
    [property: Id(2)] ImmutableArray<byte> Frontend,
    [property: Id(3)] ImmutableArray<byte> Signature)
{
    /// <param name="purpose">What the proof is for, such as a sign-in from one address: it is good for nothing else.</param>
    public static byte[] ToBeSigned(ImmutableArray<ImmutableArray<byte>> chain, DateTimeOffset signedAt, string purpose)
    {
        var text = new StringBuilder("ucm-client-certificate-1\n")
            .Append(CultureInfo.InvariantCulture, $"{signedAt.ToUnixTimeMilliseconds()}\n{purpose.Length}\n{purpose}\n");
        foreach (var certificate in chain)
        {
            text.Append(Convert.ToHexStringLower(SHA256.HashData(certificate.AsSpan()))).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
