using System.Net;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Objects;
using Ucm.Pki.X509;

namespace Ucm.Grains.Profiles;

/// <summary>The part of <see cref="ProfileRules"/> that is about subject and subjectAltName.</summary>
internal sealed class ProfileNameRules(ProfileDocument document, FieldFaults faults)
{
    private const int MaxSuffixes = 1000;

    public void Check()
    {
        CheckSubject(document.Subject);
        CheckNames(document.Names);
        if (document is { Subject.Required.Length: 0, Subject.Fixed.Count: 0, Names.Required.Length: 0, Names.Allowed.Length: 0, Subject.CommonNameFromNames: false })
        {
            faults.Add("/names/allowed", "With no kind of name allowed, the subject needs a required or fixed attribute: a certificate names somebody.");
        }
    }

    private void CheckSubject(ProfileSubject subject)
    {
        CheckAttributes("/subject/attributes", subject.Attributes ?? []);
        CheckAttributes("/subject/required", subject.Required);
        foreach (var (name, value) in subject.Fixed)
        {
            var pointer = "/subject/fixed" + FieldFaults.Step(name);
            if (!NameAttributeTypes.TryParse(name, out var oid))
            {
                faults.Add(pointer, NoAttribute(name));
            }
            else if (!DistinguishedName.TryCreate([[new NameAttribute(oid, value, default)]], out _, out var fault))
            {
                faults.Add(pointer, fault.Detail);
            }
        }

        if (subject is { CommonNameIsName: true } && subject.Fixed.Keys.Any(static name => NameAttributeTypes.TryParse(name, out var oid) && NameAttributeTypes.ToName(oid) == "CN"))
        {
            faults.Add("/subject/common_name_is_name", "A fixed common name is not one of the names.");
        }
    }

    private void CheckAttributes(string pointer, string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (!NameAttributeTypes.TryParse(names[i], out _))
            {
                faults.Add($"{pointer}/{i}", NoAttribute(names[i]));
            }
        }
    }

    private void CheckNames(ProfileNames names)
    {
        CheckKinds("/names/allowed", names.Allowed);
        CheckKinds("/names/required", names.Required);
        if (names.Required.Except(names.Allowed, StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            faults.Add("/names/required", $"{missing} is required and not allowed.");
        }

        if (names.MaximumCount is < 1 or > GeneralNames.MaxCount)
        {
            faults.Add("/names/maximum_count", $"Must be 1 to {GeneralNames.MaxCount}.");
        }

        Each("/names/dns_suffixes", names.DnsSuffixes, suffix => IsHost(suffix, names.Underscores), "Must be a DNS name without a leading dot or wildcard.");
        Each("/names/ip_networks", names.IpNetworks, IsNetwork, "Must be a network such as 10.0.0.0/8, with no bit set behind the prefix.");
        Each("/names/email_domains", names.EmailDomains, static domain => IsHost(domain, underscores: false), "Must be a DNS name.");
    }

    private void CheckKinds(string pointer, string[] kinds) =>
        Each(pointer, kinds, ProfileWords.Names.Has, $"Must be one of {string.Join(", ", ProfileWords.Names.Words)}.");

    private void Each(string pointer, string[]? entries, Func<string, bool> holds, string detail)
    {
        if (entries?.Length > MaxSuffixes)
        {
            faults.Add(pointer, $"At most {MaxSuffixes} entries.");
            return;
        }

        for (var i = 0; i < entries?.Length; i++)
        {
            if (!holds(entries[i]))
            {
                faults.Add($"{pointer}/{i}", detail);
            }
        }
    }

    /// <summary>The address before the prefix is the network's own: one with more bits set is a slip of the pen.</summary>
    private static bool IsNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) && IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out var address) && network.BaseAddress.Equals(address);

    private static bool IsHost(string text, bool underscores) =>
        GeneralNames.FromHost(text, underscores) is { Kind: GeneralNameKind.Dns } name && name.Value == text && text[0] != '*';

    private static string NoAttribute(string name) => $"\"{name}\" is neither the short name of an attribute, such as CN, O or serialNumber, nor an object identifier.";
}
