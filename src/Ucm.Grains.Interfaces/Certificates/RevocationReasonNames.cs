namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>The names of revocation reasons, spelt as in CRLReason (RFC 5280 §5.3.1): in the audit, in events and in REST.</summary>
public static class RevocationReasonNames
{
    private static readonly (string Name, RevocationReason Reason)[] Names =
    [
        ("unspecified", RevocationReason.Unspecified),
        ("keyCompromise", RevocationReason.KeyCompromise),
        ("cACompromise", RevocationReason.CaCompromise),
        ("affiliationChanged", RevocationReason.AffiliationChanged),
        ("superseded", RevocationReason.Superseded),
        ("cessationOfOperation", RevocationReason.CessationOfOperation),
        ("certificateHold", RevocationReason.CertificateHold),
        ("removeFromCRL", RevocationReason.RemoveFromCrl),
        ("privilegeWithdrawn", RevocationReason.PrivilegeWithdrawn),
        ("aACompromise", RevocationReason.AaCompromise),
    ];

    /// <exception cref="ArgumentOutOfRangeException">Not a reason.</exception>
    public static string ToName(this RevocationReason reason) =>
        Array.Find(Names, entry => entry.Reason == reason).Name ?? throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason of RFC 5280.");

    /// <summary>Any case, with or without underscores; absent is unspecified.</summary>
    public static bool TryParse(string? text, out RevocationReason reason)
    {
        var plain = text?.Replace("_", string.Empty, StringComparison.Ordinal);
        var entry = plain is null ? Names[0] : Array.Find(Names, candidate => string.Equals(candidate.Name, plain, StringComparison.OrdinalIgnoreCase));
        reason = entry.Reason;
        return entry.Name is not null;
    }
}
