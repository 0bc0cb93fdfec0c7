using System.Collections.Concurrent;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Security.Certificates;
using Org.BouncyCastle.X509;
using Ucm.Reliability.Status;

namespace Ucm.Reliability.Audit;

/// <summary>Every stored certificate of the issuing authority, read and verified by BouncyCastle; the issuer itself was proved against the root.</summary>
internal static class SignatureChecks
{
    public static IReadOnlyList<Finding> Run(DatabaseSnapshot database, TrustChain chain)
    {
        var findings = new ConcurrentBag<Finding>();
        var key = chain.Issuer.GetPublicKey();
        Parallel.ForEach(database.Certificates.Where(row => row is { Authority: "issuing", IsIssued: true }), row =>
        {
            if (Problem(row, chain.Issuer, key) is { } problem)
                findings.Add(new Finding(FindingKind.BadSignature, row.Serial, $"{row.Request}: {problem}"));
        });
        return [.. findings];
    }

    private static string? Problem(CertificateRow row, X509Certificate issuer, Org.BouncyCastle.Crypto.AsymmetricKeyParameter key)
    {
        try
        {
            // Null is BouncyCastle's answer to bytes that begin like nothing it knows.
            if (new X509CertificateParser().ReadCertificate(row.Content) is not { } certificate)
                return "is not a certificate.";

            certificate.Verify(key);
            return certificate switch
            {
                _ when !certificate.IssuerDN.Equivalent(issuer.SubjectDN, inOrder: true) => "the issuer's name is another one.",
                _ when Serials.ToHex(certificate.SerialNumber) != row.Serial => "the serial inside is another one.",
                _ => null,
            };
        }
        catch (Exception fault) when (fault is GeneralSecurityException or CertificateException or IOException or ArgumentException or InvalidCastException)
        {
            return $"does not verify ({fault.GetType().Name}).";
        }
    }
}
