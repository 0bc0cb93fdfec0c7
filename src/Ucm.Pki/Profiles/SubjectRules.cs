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
        if (!GeneralNames.TryNormalize(content.Names ?? [], out var names, out var fault, rules.AllowUnderscores))
        {
            throw new PkiFaultException(fault);
        }

        if (rules.CommonNameIsName)
        {
            names = WithCommonName(rules, subject, names);
        }

        NameLimits.Check(profile, names);
        var decided = Subject(profile, subject, names);
        if (decided.IsEmpty && names.Count == 0)
        {
            throw new PkiFaultException(PkiFaultKind.Name, "There is neither a subject nor a name.");
        }

        return (decided, names);
    }

    /// <summary>Clients that send a common name and no subjectAltName mean the name by it.</summary>
    private static IReadOnlyList<GeneralName> WithCommonName(NameRules rules, DistinguishedName subject, IReadOnlyList<GeneralName> names)
    {
        foreach (var attribute in subject.Attributes)
        {
            if (attribute.Type != Oids.CommonName)
            {
                continue;
            }

            var name = attribute.Value is { } text ? GeneralNames.FromHost(text, rules.AllowUnderscores) : null;
            if (name is null || (names.Count > 0 && !names.Contains(name)))
            {
                throw new PkiFaultException(PkiFaultKind.Name, "The common name must be one of the DNS names or IP addresses.");
            }

            names = names.Count > 0 ? names : [name];
        }

        return names;
    }

    private static DistinguishedName Subject(CertificateProfile profile, DistinguishedName requested, IReadOnlyList<GeneralName> names)
    {
        var rules = profile.Names;
        var kept = new List<IReadOnlyList<NameAttribute>>(requested.RelativeNames.Count + rules.FixedAttributes.Count + 1);
        kept.AddRange(rules.FixedAttributes.Select(static attribute => (IReadOnlyList<NameAttribute>)[attribute]));
        foreach (var attributes in requested.RelativeNames)
        {
            var wanted = attributes.Where(attribute => IsKept(rules, attribute)).Select(attribute => Canonical(rules, attribute)).ToList();
            if (wanted.Count > 0)
            {
                kept.Add(wanted);
            }
        }

        if (rules.CommonNameFromNames && !kept.Exists(static attributes => attributes.Any(static attribute => attribute.Type == Oids.CommonName)) && ShortName(names) is { } name)
        {
            kept.Add([new NameAttribute(Oids.CommonName, name, default)]);
        }

        if (!DistinguishedName.TryCreate(kept, out var subject, out var fault))
        {
            throw new PkiFaultException(fault);
        }

        CheckRequired(profile, subject);
        return subject;
    }

    private static void CheckRequired(CertificateProfile profile, DistinguishedName subject)
    {
        if (profile.Names.RequireCommonName && subject.CommonName is null)
        {
            throw new PkiFaultException(PkiFaultKind.Name, $"The profile {profile.Name} needs a subject with a common name.");
        }

        foreach (var type in profile.Names.RequiredAttributes)
        {
            if (!subject.Attributes.Any(attribute => attribute.Type == type))
            {
                throw new PkiFaultException(PkiFaultKind.Name, $"The profile {profile.Name} needs a subject with the attribute {NameAttributeTypes.ToName(type)}.");
            }
        }
    }

    private static string? ShortName(IReadOnlyList<GeneralName> names) => names
        .FirstOrDefault(static name => name.Kind is GeneralNameKind.Dns or GeneralNameKind.Ip or GeneralNameKind.Email && name.Value.Length <= MaxCommonName)?.Value;

    /// <summary>
    /// What the profile fixes takes the place of what was asked. A common name that repeats a name longer than its limit is left out: the name stands in subjectAltName.
    /// </summary>
    private static bool IsKept(NameRules rules, NameAttribute attribute) =>
        rules.SubjectAttributes?.Contains(attribute.Type) != false
        && !rules.FixedAttributes.Any(known => known.Type == attribute.Type)
        && !(rules.CommonNameIsName && attribute.Type == Oids.CommonName && attribute.Value is { } name && GeneralNames.FromHost(name, rules.AllowUnderscores)!.Value.Length > MaxCommonName);

    private static NameAttribute Canonical(NameRules rules, NameAttribute attribute) =>
        rules.CommonNameIsName && attribute.Type == Oids.CommonName && GeneralNames.FromHost(attribute.Value!, rules.AllowUnderscores) is { } name
            ? attribute with { Value = name.Value }
            : attribute;
}
