using System.Collections.Immutable;
using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Pki.X509;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>One rule, read once. Made by <see cref="CertificateRuleReader"/>.</summary>
/// <param name="Fingerprint">SHA-256; null for any.</param>
internal sealed record CertificateRule(
    DistinguishedName? Subject, GeneralName? Name, byte[]? Fingerprint, DistinguishedName? Issuer, string User, bool MayAdminister)
{
    /// <summary>Of the user that the rule makes; empty for a rule of users who exist.</summary>
    public ImmutableArray<string> Roles { get; init; } = [];

    public const string CommonName = "{cn}";
    public const string Email = "{email}";
    public const string PrincipalName = "{upn}";

    public static IReadOnlyList<string> Templates { get; } = [CommonName, Email, PrincipalName];

    public bool Matches(ParsedCertificate certificate) =>
        (Subject is null || Subject.Matches(certificate.Subject))
        && (Issuer is null || Issuer.Matches(certificate.Issuer))
        && (Name is null || certificate.Names.Any(IsName))
        && (Fingerprint is null || CryptographicOperations.FixedTimeEquals(Fingerprint, SHA256.HashData(certificate.Der.Span)));

    /// <summary>Null when the certificate names nobody, several, or what is no user name.</summary>
    public UserName? UserOf(ParsedCertificate certificate)
    {
        var text = User switch
        {
            CommonName => Only(from attribute in certificate.Subject.Attributes where attribute.Type == CommonNameType select attribute.Value),
            Email => Only(from name in certificate.Names where name.Kind == GeneralNameKind.Email select name.Value),
            PrincipalName => Only(from name in certificate.Names where name.Kind == GeneralNameKind.Upn select name.Value),
            _ => User,
        };
        return UserName.TryParse(text, out var user) ? user : null;
    }

    private static string CommonNameType { get; } =
        NameAttributeTypes.TryParse("CN", out var oid) ? oid : throw new InvalidOperationException("CN has no OID.");

    private static string? Only(IEnumerable<string?> values) => values.Take(2).ToArray() is [var only] ? only : null;

    // Host names have no letter case; all other names are compared as they are written.
    private bool IsName(GeneralName candidate) => candidate.Kind == Name!.Kind
        && string.Equals(candidate.Value, Name.Value, Name.Kind == GeneralNameKind.Dns ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
