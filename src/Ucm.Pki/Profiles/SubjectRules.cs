using Ucm.Pki.Asn1;
using Ucm.Pki.X509;

namespace Ucm.Pki.Profiles;

/// <summary>From profile and request to subject and subjectAltNames; the names are the authority, a common name repeats one of them.</summary>
internal static class SubjectRules
{
    private const int MaxCommonName = 64;

    public static (DistinguishedName Subject, IReadOnlyList<GeneralName> Names) Decide(CertificateProfile profile, CertificateRequestContent content)
    {
        var rules = profile.Names;
        var subject = content.Subject ?? DistinguishedName.Empty;
        if (!GeneralNames.TryNormalize(content.Names ?? [], out var names, out var fault))
        {
            throw new PkiFaultException(fault);
        }

        if (rules.CommonNameIsName)
        {
            names = WithCommonName(subject, names);
        }

        CheckNames(profile, names);
        var decided = Subject(profile, subject);
        if (decided.IsEmpty && names.Count == 0)
        {
            throw new PkiFaultException(PkiFaultKind.Name, "There is neither a subject nor a name.");
        }

        return (decided, names);
    }

    /// <summary>Clients that send a common name and no subjectAltName mean the name by it.</summary>
    private static IReadOnlyList<GeneralName> WithCommonName(DistinguishedName subject, IReadOnlyList<GeneralName> names)
    {
        foreach (var attribute in subject.Attributes)
        {
            if (attribute.Type != Oids.CommonName)
            {
                continue;
            }

            var name = attribute.Value is { } text ? GeneralNames.FromHost(text) : null;
            if (name is null || (names.Count > 0 && !names.Contains(name)))
            {
                throw new PkiFaultException(PkiFaultKind.Name, "The common name must be one of the DNS names or IP addresses.");
            }

            names = names.Count > 0 ? names : [name];
        }

        return names;
    }

    private static void CheckNames(CertificateProfile profile, IReadOnlyList<GeneralName> names)
    {
        var rules = profile.Names;
        if (names.Count > rules.MaximumCount)
        {
            throw new PkiFaultException(PkiFaultKind.Policy, $"The profile {profile.Name} does not allow more than {rules.MaximumCount} names.");
        }

        foreach (var name in names)
        {
            if (!rules.Allowed.Contains(name.Kind))
            {
                throw new PkiFaultException(PkiFaultKind.UnsupportedName, $"The profile {profile.Name} does not allow names of the kind of \"{name}\".");
            }

            if (!rules.AllowWildcards && name.Kind == GeneralNameKind.Dns && name.Value[0] == '*')
            {
                throw new PkiFaultException(PkiFaultKind.Policy, $"The profile {profile.Name} does not allow wildcards.");
            }
        }

        if (rules.Required.Count > 0 && !names.Any(name => rules.Required.Contains(name.Kind)))
        {
            throw new PkiFaultException(PkiFaultKind.Name, $"The profile {profile.Name} needs a name of the kind {string.Join(" or ", rules.Required).ToLowerInvariant()}.");
        }
    }

    private static DistinguishedName Subject(CertificateProfile profile, DistinguishedName requested)
    {
        var rules = profile.Names;
        var kept = new List<IReadOnlyList<NameAttribute>>(requested.RelativeNames.Count);
        foreach (var attributes in requested.RelativeNames)
        {
            var wanted = attributes.Where(attribute => IsKept(rules, attribute)).Select(attribute => Canonical(rules, attribute)).ToList();
            if (wanted.Count > 0)
            {
                kept.Add(wanted);
            }
        }

        if (!DistinguishedName.TryCreate(kept, out var subject, out var fault))
        {
            throw new PkiFaultException(fault);
        }

        return rules.RequireCommonName && subject.CommonName is null
            ? throw new PkiFaultException(PkiFaultKind.Name, $"The profile {profile.Name} needs a subject with a common name.")
            : subject;
    }

    /// <summary>A common name that repeats a name longer than its limit is left out: the name stands in subjectAltName.</summary>
    private static bool IsKept(NameRules rules, NameAttribute attribute) =>
        rules.SubjectAttributes?.Contains(attribute.Type) != false
        && !(rules.CommonNameIsName && attribute.Type == Oids.CommonName && attribute.Value is { } name && GeneralNames.FromHost(name)!.Value.Length > MaxCommonName);

    private static NameAttribute Canonical(NameRules rules, NameAttribute attribute) =>
        rules.CommonNameIsName && attribute.Type == Oids.CommonName && GeneralNames.FromHost(attribute.Value!) is { } name
            ? attribute with { Value = name.Value }
            : attribute;
}
