using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki;
using Ucm.Pki.Authorities;
using Ucm.Pki.Keys;
using Ucm.Pki.X509;

namespace Ucm.Grains.Authorities;

/// <summary>Opens an authority that came as certificates and a key in PEM. Never on a grain's turn: the password takes its time.</summary>
internal static class AuthorityPem
{
    /// <summary>Refusals: Malformed, BadPublicKey, with the field where it can be told.</summary>
    public static Outcome<AuthorityFile> Open(string certificates, string key, string password)
    {
        if (!CertificatePem.TryReadAll(certificates, out var ders, out var fault))
        {
            return ToRefusal(fault, "/certificate");
        }

        if (!PrivateKeyPem.TryRead(key, password, out var pkcs8, out fault))
        {
            return ToRefusal(fault, "/key");
        }

        try
        {
            return AuthorityFile.TryCombine(pkcs8, ders, out var file, out fault) ? file : ToRefusal(fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    public static Refusal ToRefusal(PkiFault fault, string? field = null)
    {
        var refusal = fault.Kind == PkiFaultKind.Malformed ? new(RefusalCode.Malformed, fault.Detail) : fault.ToRefusal();
        return field is null ? refusal : refusal with { Parts = [new NamedRefusal(field, refusal.Code, refusal.Detail)] };
    }
}
