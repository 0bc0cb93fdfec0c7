using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>The profiles that every installation has.</summary>
public static class BuiltInProfiles
{
    /// <summary>The name of the profile of delegated OCSP responders.</summary>
    public const string OcspSigning = "ocsp-signing";

    private static readonly CertificatePolicy AnyPolicy = new("2.5.29.32.0");

    /// <summary>CA/B BR §6.3.2: certificates issued from 2026-03-15 on are valid for at most 200 days.</summary>
    private static readonly TimeSpan MaximumTlsValidity = TimeSpan.FromDays(200);

    private static readonly NameRules ServerNames = new()
    {
        Allowed = [GeneralNameKind.Dns, GeneralNameKind.Ip],
        Required = [GeneralNameKind.Dns, GeneralNameKind.Ip],
        AllowWildcards = true,
        CommonNameIsName = true,
        SubjectAttributes = [Oids.CommonName],
    };

    private static readonly NameRules PersonOrDeviceNames = new()
    {
        Allowed = [GeneralNameKind.Dns, GeneralNameKind.Ip, GeneralNameKind.Email, GeneralNameKind.Uri, GeneralNameKind.Upn],
    };

    private static readonly NameRules SubjectOnly = new() { Allowed = [], RequireCommonName = true };

    /// <summary>The profile that authorities sign themselves with; not in <see cref="All"/>, since nobody can ask for it.</summary>
    public static CertificateProfile RootCa { get; } = new()
    {
        Name = "root-ca",
        Description = "A self-signed root authority.",
        Validity = TimeSpan.FromDays(20 * 365),
        MaximumValidity = TimeSpan.FromDays(50 * 366),
        KeyUsage = KeyUsages.KeyCertSign | KeyUsages.CrlSign,
        Names = SubjectOnly,
        IsAuthority = true,
        IsSelfIssued = true,
    };

    public static IReadOnlyList<CertificateProfile> All { get; } =
    [
        new()
        {
            Name = "tls-server",
            Description = "Servers on TLS, valid for 90 days; names were validated.",
            Validity = TimeSpan.FromDays(90),
            MaximumValidity = MaximumTlsValidity,
            KeyUsage = KeyUsages.DigitalSignature,
            RsaKeyUsage = KeyUsages.KeyEncipherment,
            ExtendedKeyUsage = [ExtendedKeyUsages.ServerAuth],
            Names = ServerNames,
        },
        new()
        {
            Name = "tls-server-short",
            Description = "Servers on TLS that renew by themselves, valid for 6 days.",
            Validity = TimeSpan.FromDays(6),
            MaximumValidity = TimeSpan.FromDays(7),
            KeyUsage = KeyUsages.DigitalSignature,
            RsaKeyUsage = KeyUsages.KeyEncipherment,
            ExtendedKeyUsage = [ExtendedKeyUsages.ServerAuth],
            Names = ServerNames,
        },
        new()
        {
            Name = "tls-client",
            Description = "People and devices that authenticate on TLS.",
            Validity = TimeSpan.FromDays(365),
            MaximumValidity = TimeSpan.FromDays(3 * 366),
            KeyUsage = KeyUsages.DigitalSignature,
            ExtendedKeyUsage = [ExtendedKeyUsages.ClientAuth],
            Names = PersonOrDeviceNames,
        },
        new()
        {
            Name = "email",
            Description = "Signed and encrypted mail (S/MIME).",
            Validity = TimeSpan.FromDays(365),
            MaximumValidity = TimeSpan.FromDays(825),
            KeyUsage = KeyUsages.DigitalSignature,
            RsaKeyUsage = KeyUsages.KeyEncipherment,
            EcKeyUsage = KeyUsages.KeyAgreement,
            ExtendedKeyUsage = [ExtendedKeyUsages.EmailProtection],
            Names = new NameRules { Allowed = [GeneralNameKind.Email, GeneralNameKind.Upn], Required = [GeneralNameKind.Email] },
        },
        new()
        {
            Name = "code-signing",
            Description = "Signed programs.",
            Validity = TimeSpan.FromDays(365),
            MaximumValidity = TimeSpan.FromDays(460),
            KeyUsage = KeyUsages.DigitalSignature,
            ExtendedKeyUsage = [ExtendedKeyUsages.CodeSigning],
            Names = SubjectOnly,
        },
        new()
        {
            Name = "vpn-server",
            Description = "Gateways of IPsec and TLS networks.",
            Validity = TimeSpan.FromDays(365),
            MaximumValidity = TimeSpan.FromDays(825),
            KeyUsage = KeyUsages.DigitalSignature,
            RsaKeyUsage = KeyUsages.KeyEncipherment,
            ExtendedKeyUsage = [ExtendedKeyUsages.ServerAuth, ExtendedKeyUsages.IpsecIke, ExtendedKeyUsages.IkeIntermediate],
            Names = ServerNames with { AllowWildcards = false, SubjectAttributes = null },
        },
        new()
        {
            Name = "vpn-client",
            Description = "People and devices on IPsec and TLS networks.",
            Validity = TimeSpan.FromDays(365),
            MaximumValidity = TimeSpan.FromDays(3 * 366),
            KeyUsage = KeyUsages.DigitalSignature,
            ExtendedKeyUsage = [ExtendedKeyUsages.ClientAuth, ExtendedKeyUsages.IpsecIke],
            Names = PersonOrDeviceNames,
        },
        new()
        {
            Name = "timestamping",
            Description = "Time-stamping services (RFC 3161).",
            Validity = TimeSpan.FromDays(5 * 365),
            MaximumValidity = TimeSpan.FromDays(15 * 366),
            KeyUsage = KeyUsages.DigitalSignature,
            ExtendedKeyUsage = [ExtendedKeyUsages.TimeStamping],
            // RFC 3161 §2.3: the only purpose, and critical.
            ExtendedKeyUsageCritical = true,
            Names = SubjectOnly,
        },
        new()
        {
            Name = OcspSigning,
            Description = "Delegated OCSP responders (RFC 6960 §4.2.2.2).",
            Validity = TimeSpan.FromDays(30),
            MaximumValidity = TimeSpan.FromDays(366),
            KeyUsage = KeyUsages.DigitalSignature,
            ExtendedKeyUsage = [ExtendedKeyUsages.OcspSigning],
            Names = SubjectOnly,
            OcspNoCheck = true,
        },
        new()
        {
            Name = "sub-ca",
            Description = "An authority under another one.",
            Validity = TimeSpan.FromDays(10 * 365),
            MaximumValidity = TimeSpan.FromDays(30 * 366),
            KeyUsage = KeyUsages.KeyCertSign | KeyUsages.CrlSign,
            Policies = [AnyPolicy],
            Names = SubjectOnly,
            IsAuthority = true,
            PathLength = 0,
        },
    ];

    /// <summary>One of <see cref="All"/>, by its exact name.</summary>
    public static CertificateProfile? Find(string name)
    {
        foreach (var profile in All)
        {
            if (profile.Name == name)
            {
                return profile;
            }
        }

        return null;
    }
}
