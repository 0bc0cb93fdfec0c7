using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>Which subjectAltNames a profile lets stand. What it does not is refused, never dropped.</summary>
internal static class NameLimits
{
    public static void Check(CertificateProfile profile, IReadOnlyList<GeneralName> names)
    {
        var rules = profile.Names;
        if (names.Count > rules.MaximumCount)
        {
            throw Refuse(PkiFaultKind.Policy, $"The profile {profile.Name} does not allow more than {rules.MaximumCount} names.");
        }

        foreach (var name in names)
        {
            CheckKind(profile, name);
            CheckPlace(profile, name);
        }

        if (rules.Required.Count > 0 && !names.Any(name => rules.Required.Contains(name.Kind)))
        {
            throw Refuse(PkiFaultKind.Name, $"The profile {profile.Name} needs a name of the kind {string.Join(" or ", rules.Required).ToLowerInvariant()}.");
        }
    }

    private static void CheckKind(CertificateProfile profile, GeneralName name)
    {
        if (!profile.Names.Allowed.Contains(name.Kind))
        {
            throw Refuse(PkiFaultKind.UnsupportedName, $"The profile {profile.Name} does not allow names of the kind of \"{name}\".");
        }

        if (!profile.Names.AllowWildcards && name.Kind == GeneralNameKind.Dns && name.Value[0] == '*')
        {
            throw Refuse(PkiFaultKind.Policy, $"The profile {profile.Name} does not allow wildcards.");
        }
    }

    /// <summary>Whether the name lies where the profile's names may lie.</summary>
    private static void CheckPlace(CertificateProfile profile, GeneralName name)
    {
        var rules = profile.Names;
        switch (name.Kind)
        {
            case GeneralNameKind.Dns when rules.DnsSuffixes is { } suffixes && !suffixes.Any(suffix => IsUnder(name.Value, suffix)):
                throw Refuse(PkiFaultKind.Name, $"The profile {profile.Name} allows DNS names under {string.Join(", ", suffixes)} only; \"{name.Value}\" is not.");
            case GeneralNameKind.Ip when rules.IpNetworks is { } networks && !networks.Any(network => network.Contains(GeneralNames.Address(name))):
                throw Refuse(PkiFaultKind.Name, $"The profile {profile.Name} allows IP addresses in {string.Join(", ", networks)} only; {name.Value} is not.");
            case GeneralNameKind.Email when rules.EmailDomains is { } domains && !domains.Any(domain => IsAt(name.Value, domain)):
                throw Refuse(PkiFaultKind.Name, $"The profile {profile.Name} allows mail addresses at {string.Join(", ", domains)} only; \"{name.Value}\" is not.");
        }
    }

    // A wildcard under the suffix is under it as well: its labels before the suffix only grow.
    private static bool IsUnder(string name, string suffix) =>
        string.Equals(name, suffix, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + suffix, StringComparison.OrdinalIgnoreCase);

    private static bool IsAt(string mailbox, string domain) =>
        mailbox.AsSpan(mailbox.LastIndexOf('@') + 1).Equals(domain, StringComparison.OrdinalIgnoreCase);

    private static PkiFaultException Refuse(PkiFaultKind kind, string detail) => new(kind, detail);
}
