using System.Collections.Concurrent;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Keys;
using Ucm.Pki.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Certificates;

/// <summary>Reads the certificate back, signed with a throwaway key, and refuses what cannot be read strictly.</summary>
internal sealed class CertificateLinter : ICertificateLinter
{
    private static readonly ConcurrentDictionary<string, byte[]> Signatures = new();

    public Refusal? Check(byte[] tbs, CertificateProfile profile, IssuerContext issuer)
    {
        var der = CertificateAssembler.Assemble(tbs, issuer.Info.SignatureAlgorithm, Throwaway(issuer.Info.SignatureAlgorithm));
        return ParsedCertificate.TryParse(der, out _, out var fault)
            ? null
            : new Refusal(RefusalCode.PolicyViolation, $"The certificate could not be read back: {fault.Detail}");
    }

    /// <summary>
    /// One signature per algorithm, by a key that exists only here: its form is right and it vouches for nothing. It is not made anew for each
    /// certificate, because with RSA that would halve the rate and no rule looks at more than the form.
    /// </summary>
    private static byte[] Throwaway(byte[] algorithm) => Signatures.GetOrAdd(Convert.ToHexString(algorithm), static identifier =>
    {
        using var key = SigningKeys.Generate(Enum.GetValues<KeyAlgorithm>().First(kind => Convert.ToHexString(kind.SignatureAlgorithm().Span) == identifier));
        return key.Sign("no certificate"u8);
    });
}
