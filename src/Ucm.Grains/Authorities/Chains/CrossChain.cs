using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Pki.Authorities;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities.Chains;

/// <summary>A way up from a name and key to another root.</summary>
/// <param name="Certificates">The cross-certificate first, no root.</param>
internal sealed record CrossChain(string Name, int Order, ImmutableArray<ParsedCertificate> Certificates)
{
    /// <summary>Of a document that was checked.</summary>
    public static CrossChain Of(string name, CertificateChainDocument document)
    {
        var certificates = document.Certificates
            .Select(static pem => TryRead(pem, out var certificate, out var fault) ? certificate : throw new FormatException(fault))
            .ToList();
        if (IssuerPath.IsRoot(certificates[^1]))
        {
            certificates.RemoveAt(certificates.Count - 1);
        }

        return new CrossChain(name, document.Order, [.. certificates]);
    }

    /// <summary>One certificate in PEM and nothing else; text around it, as openssl writes, is passed over.</summary>
    public static bool TryRead(string pem, [NotNullWhen(true)] out ParsedCertificate? certificate, [NotNullWhen(false)] out string? fault)
    {
        certificate = null;
        fault = "Must be one certificate in PEM.";
        if (!PemEncoding.TryFind(pem, out var fields)
            || pem[fields.Label] != "CERTIFICATE"
            || PemEncoding.TryFind(pem.AsSpan(fields.Location.End.Value), out _))
        {
            return false;
        }

        if (!ParsedCertificate.TryParse(Convert.FromBase64String(pem[fields.Base64Data]), out certificate, out var damage))
        {
            fault = damage.Detail;
            return false;
        }

        fault = null;
        return true;
    }
}
