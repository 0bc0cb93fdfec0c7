using Ucm.Pki.Asn1;

namespace Ucm.Pki.X509;

/// <summary>Decides whether names lie within name constraints (RFC 5280 §4.2.1.10, §6.1.4 g). What cannot be decided is refused (law 9).</summary>
internal static class NameConstraintsCheck
{
    public static PkiFault? Check(NameConstraints constraints, DistinguishedName subject, IReadOnlyList<GeneralName> names)
    {
        if (!subject.IsEmpty && CheckOne(constraints, NameSubtreeKind.Directory, subtree => IsWithin(subject, subtree.Directory!), null))
        {
            return Fault("subject", subject.ToString());
        }

        foreach (var attribute in subject.Attributes)
        {
            if (attribute.Type == Oids.EmailAddress && CheckName(constraints, new GeneralName(GeneralNameKind.Email, attribute.Value ?? string.Empty)))
            {
                return Fault("email address", attribute.Value ?? string.Empty);
            }
        }

        foreach (var name in names)
        {
            if (CheckName(constraints, name))
            {
                return Fault("name", name.ToString());
            }
        }

        return null;
    }

    private static PkiFault Fault(string what, string value) => new(PkiFaultKind.Policy, $"The issuer's name constraints do not allow the {what} \"{value}\".");

    private static bool CheckName(NameConstraints constraints, GeneralName name) => name.Kind switch
    {
        GeneralNameKind.Dns => CheckOne(constraints, NameSubtreeKind.Dns, subtree => NameMatching.Dns(name.Value, subtree.Text), subtree => NameMatching.DnsTouches(name.Value, subtree.Text)),
        GeneralNameKind.Ip => CheckOne(constraints, NameSubtreeKind.Ip, subtree => NameMatching.Ip(GeneralNames.Address(name), subtree.Address.Span), null),
        GeneralNameKind.Email => CheckOne(constraints, NameSubtreeKind.Email, subtree => NameMatching.Email(name.Value, subtree.Text), null),
        GeneralNameKind.Uri => CheckUri(constraints, name.Value),
        _ => CheckOne(constraints, NameSubtreeKind.Other, _ => false, _ => true),
    };

    private static bool CheckUri(NameConstraints constraints, string uri)
    {
        // A URI without a DNS host cannot be compared: refused under any URI constraint (RFC 5280 §4.2.1.10).
        var host = UriNames.Host(uri);
        return host is null || IpLiterals.Parse(host.Trim('[', ']')) is not null
            ? CheckOne(constraints, NameSubtreeKind.Uri, _ => false, _ => true)
            : CheckOne(constraints, NameSubtreeKind.Uri, subtree => NameMatching.UriHost(host, subtree.Text), null);
    }

    /// <summary>True when the name must be refused.</summary>
    private static bool CheckOne(NameConstraints constraints, NameSubtreeKind kind, Func<NameSubtree, bool> within, Func<NameSubtree, bool>? touches)
    {
        touches ??= within;
        var permitted = constraints.Permitted.Where(subtree => subtree.Kind == kind).ToList();
        return (permitted.Count > 0 && !permitted.Any(within)) || constraints.Excluded.Any(subtree => subtree.Kind == kind && touches(subtree));
    }

    private static bool IsWithin(DistinguishedName name, DistinguishedName subtree)
    {
        if (subtree.RelativeNames.Count > name.RelativeNames.Count)
        {
            return false;
        }

        for (var i = 0; i < subtree.RelativeNames.Count; i++)
        {
            if (!NameMatching.SameRelativeName(name.RelativeNames[i], subtree.RelativeNames[i]))
            {
                return false;
            }
        }

        return true;
    }
}
