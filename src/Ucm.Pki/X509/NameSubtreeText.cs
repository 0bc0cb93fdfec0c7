using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Ucm.Pki.X509;

/// <summary>Reads name constraints as people write them (RFC 5280 §4.2.1.10).</summary>
public static class NameSubtreeText
{
    /// <summary>What each kind may be, for who wrote something else.</summary>
    public static string Wanted(NameSubtreeKind kind) => kind switch
    {
        NameSubtreeKind.Dns => "Must be a DNS name such as corp.example (with all below it), or .corp.example for those below it only.",
        NameSubtreeKind.Ip => "Must be a network such as 10.0.0.0/8 or 2001:db8::/32, whose address has no bits beyond the prefix.",
        NameSubtreeKind.Email => "Must be a mailbox, a host such as corp.example, or .corp.example for the hosts below it.",
        NameSubtreeKind.Uri => "Must be the host of URIs, such as www.corp.example, or .corp.example for the hosts below it.",
        NameSubtreeKind.Directory => "Must be a distinguished name in RFC 4514 form, such as O=Corp,C=DE.",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>False for what is not as <see cref="Wanted"/> says.</summary>
    public static bool TryParse(NameSubtreeKind kind, string text, [NotNullWhen(true)] out NameSubtree? subtree)
    {
        ArgumentNullException.ThrowIfNull(text);
        subtree = kind switch
        {
            NameSubtreeKind.Dns => Domain(text) is { } domain ? NameSubtree.Dns(domain) : null,
            NameSubtreeKind.Ip => Network(text) is { } network ? NameSubtree.Ip(network) : null,
            NameSubtreeKind.Email => (text.Contains('@', StringComparison.Ordinal) ? Mailboxes.Normalize(text, out _) : Domain(text)) is { } mail ? NameSubtree.Email(mail) : null,
            NameSubtreeKind.Uri => Domain(text) is { } host ? NameSubtree.Uri(host) : null,
            NameSubtreeKind.Directory => DistinguishedName.TryParse(text, out var name, out _) && !name.IsEmpty ? NameSubtree.DirectoryName(name) : null,
            _ => null,
        };
        return subtree is not null;
    }

    /// <summary>Null when every name within the subtree is within these constraints too, as far as its ends tell. Fault: Policy.</summary>
    public static PkiFault? CheckWithin(this NameSubtree subtree, NameConstraints constraints)
    {
        ArgumentNullException.ThrowIfNull(subtree);
        ArgumentNullException.ThrowIfNull(constraints);
        return subtree.Kind switch
        {
            NameSubtreeKind.Directory => constraints.Check(subtree.Directory!, []),
            NameSubtreeKind.Dns => Check(constraints, GeneralNameKind.Dns, Below(subtree.Text)),
            NameSubtreeKind.Email => Check(constraints, GeneralNameKind.Email, subtree.Text.Contains('@', StringComparison.Ordinal) ? subtree.Text : $"x@{Below(subtree.Text)}"),
            NameSubtreeKind.Uri => Check(constraints, GeneralNameKind.Uri, $"https://{Below(subtree.Text)}/"),
            NameSubtreeKind.Ip => Check(constraints, GeneralNameKind.Ip, Address(subtree, last: false)) ?? Check(constraints, GeneralNameKind.Ip, Address(subtree, last: true)),
            _ => null,
        };
    }

    private static PkiFault? Check(NameConstraints constraints, GeneralNameKind kind, string name) => constraints.Check(DistinguishedName.Empty, [new GeneralName(kind, name)]);

    private static string Below(string domain) => domain[0] == '.' ? "x" + domain : domain;

    private static string Address(NameSubtree network, bool last)
    {
        var half = network.Address.Length / 2;
        var octets = network.Address[..half].ToArray();
        for (var i = 0; last && i < half; i++)
        {
            octets[i] |= (byte)~network.Address.Span[half + i];
        }

        return new IPAddress(octets).ToString();
    }

    /// <summary>A network whose address has bits beyond the prefix was probably meant otherwise; .NET would clear them.</summary>
    private static IPNetwork? Network(string text) =>
        text.Split('/') is [var address, _] && IPAddress.TryParse(address, out var first) && IPNetwork.TryParse(text, out var network) && network.BaseAddress.Equals(first) ? network : null;

    private static string? Domain(string text)
    {
        var below = text.StartsWith('.');
        return DnsNames.Normalize(below ? text[1..] : text, allowWildcard: false, out _) is { } name ? (below ? "." + name : name) : null;
    }
}
