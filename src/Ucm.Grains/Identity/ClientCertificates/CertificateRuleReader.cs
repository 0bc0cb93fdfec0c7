using System.Security.Cryptography;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Pki.X509;

namespace Ucm.Grains.Identity.ClientCertificates;

/// <summary>Reads a rule of <see cref="MtlsOptions"/> and says everything that is wrong with it.</summary>
internal static class CertificateRuleReader
{
    private static readonly Dictionary<string, GeneralNameKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["email"] = GeneralNameKind.Email,
        ["dns"] = GeneralNameKind.Dns,
        ["uri"] = GeneralNameKind.Uri,
        ["upn"] = GeneralNameKind.Upn,
    };

    /// <summary>Null when there are faults.</summary>
    /// <param name="key">Of the rule, such as <c>Ucm:Auth:Mtls:Rules:0</c>, for the faults.</param>
    public static CertificateRule? Read(MtlsRuleOptions options, string key, ICollection<string> faults)
    {
        var before = faults.Count;
        var subject = ReadName(options.Subject, $"{key}:{nameof(MtlsRuleOptions.Subject)}", faults);
        var issuer = ReadName(options.Issuer, $"{key}:{nameof(MtlsRuleOptions.Issuer)}", faults);
        var san = ReadAlternativeName(options.San, $"{key}:{nameof(MtlsRuleOptions.San)}", faults);
        var fingerprint = ReadFingerprint(options.Fingerprint, $"{key}:{nameof(MtlsRuleOptions.Fingerprint)}", faults);
        if (options is { Subject: null, San: null, Fingerprint: null, Issuer: null })
        {
            faults.Add($"{key} needs at least one of Subject, San, Fingerprint and Issuer: without them it would match every certificate.");
        }

        if (!UserName.TryParse(options.User, out _) && !CertificateRule.Templates.Contains(options.User))
        {
            var templates = string.Join(", ", CertificateRule.Templates);
            faults.Add($"{key}:{nameof(MtlsRuleOptions.User)} is '{options.User}'; it must be a user's name or one of {templates}.");
        }

        if (options.Roles.Contains(Roles.Admin) && !options.Admin)
        {
            faults.Add($"{key}:{nameof(MtlsRuleOptions.Roles)} has {Roles.Admin}; such a rule must also set {nameof(MtlsRuleOptions.Admin)} to true.");
        }

        return faults.Count == before
            ? new CertificateRule(subject, san, fingerprint, issuer, options.User!, options.Admin) { Roles = [.. options.Roles] }
            : null;
    }

    private static DistinguishedName? ReadName(string? text, string key, ICollection<string> faults)
    {
        if (text is null)
        {
            return null;
        }

        if (!DistinguishedName.TryParse(text, out var name, out var fault) || name.IsEmpty)
        {
            faults.Add($"{key} is '{text}', which is no distinguished name such as CN=Alice,O=Example,C=DE. {fault?.Detail}".TrimEnd());
            return null;
        }

        return name;
    }

    private static GeneralName? ReadAlternativeName(string? text, string key, ICollection<string> faults)
    {
        if (text is null)
        {
            return null;
        }

        var at = text.IndexOf(':', StringComparison.Ordinal);
        if (at > 0 && at < text.Length - 1 && Kinds.TryGetValue(text[..at], out var kind))
        {
            return new GeneralName(kind, text[(at + 1)..]);
        }

        faults.Add($"{key} is '{text}'; it must begin with email:, dns:, uri: or upn:, such as email:alice@example.com.");
        return null;
    }

    private static byte[]? ReadFingerprint(string? text, string key, ICollection<string> faults)
    {
        if (text is null)
        {
            return null;
        }

        var hex = text.Replace(":", string.Empty, StringComparison.Ordinal);
        if (hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(hex);
        }

        faults.Add($"{key} is '{text}'; it must be the SHA-256 of a certificate in hex, 64 digits.");
        return null;
    }
}
