using Ucm.Grains.Interfaces.Certificates;

namespace Ucm.Frontend.Admin.Components;

/// <summary>Revocation reasons (RFC 5280 §5.3.1) in words.</summary>
internal static class ReasonTexts
{
    /// <summary>What a person may choose for an end-entity certificate; the others belong to authorities and deltas.</summary>
    public static IReadOnlyList<RevocationReason> Choices { get; } =
    [
        RevocationReason.Unspecified, RevocationReason.KeyCompromise, RevocationReason.AffiliationChanged, RevocationReason.Superseded,
        RevocationReason.CessationOfOperation, RevocationReason.PrivilegeWithdrawn, RevocationReason.CertificateHold,
    ];

    public static string Name(RevocationReason reason) => reason switch
    {
        RevocationReason.Unspecified => "Unspecified",
        RevocationReason.KeyCompromise => "Key compromise",
        RevocationReason.CaCompromise => "Authority compromise",
        RevocationReason.AffiliationChanged => "Affiliation changed",
        RevocationReason.Superseded => "Superseded",
        RevocationReason.CessationOfOperation => "Cessation of operation",
        RevocationReason.CertificateHold => "Certificate hold (can be lifted)",
        RevocationReason.RemoveFromCrl => "Remove from CRL",
        RevocationReason.PrivilegeWithdrawn => "Privilege withdrawn",
        RevocationReason.AaCompromise => "Attribute authority compromise",
        _ => "Unknown",
    };

    public static string Effect(RevocationReason reason) => reason switch
    {
        RevocationReason.KeyCompromise => "The key is also blocked: no certificate is issued for it ever again.",
        RevocationReason.CertificateHold => "Clients refuse the certificate until you release it.",
        _ => "This cannot be undone.",
    };
}
