using System.Diagnostics.CodeAnalysis;
using Ucm.Pki.Asn1;
using Ucm.Pki.Keys;

namespace Ucm.Pki.X509;

/// <summary>Certificates one after the other in PEM (RFC 7468 §5).</summary>
public static class CertificatePem
{
    /// <summary>Characters.</summary>
    public const int MaxLength = 256 * 1024;

    private const int MaxBlocks = 64;

    /// <summary>DER, in the text's order, at least one. Faults: Malformed.</summary>
    public static bool TryReadAll(string pem, [NotNullWhen(true)] out IReadOnlyList<ReadOnlyMemory<byte>>? certificates, [NotNullWhen(false)] out PkiFault? fault)
    {
        ArgumentNullException.ThrowIfNull(pem);
        return Decoding.TryDecode<IReadOnlyList<ReadOnlyMemory<byte>>>("list of certificates", default, _ => Read(pem), out certificates, out fault);
    }

    private static List<ReadOnlyMemory<byte>> Read(string pem)
    {
        if (pem.Length > MaxLength)
        {
            throw new PkiFaultException(PkiFaultKind.Malformed, $"Certificates in PEM have at most {MaxLength} characters here.");
        }

        var found = PemBlock.ReadAll(pem, MaxBlocks).Where(static block => block.Label == "CERTIFICATE").Select(static block => (ReadOnlyMemory<byte>)block.Decode()).ToList();
        return found.Count > 0 ? found : throw new PkiFaultException(PkiFaultKind.Malformed, "There must be a certificate in PEM (-----BEGIN CERTIFICATE-----).");
    }
}
