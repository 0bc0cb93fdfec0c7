using System.Net;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;
using Ucm.Grains.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>What makes the document of an external account key valid. Every fault is named, not only the first.</summary>
internal sealed class ExternalAccountDocumentRules(ExternalAccountDocument document, FieldFaults faults)
{
    private const int MaxName = 200;
    private const int MaxEntries = 1000;
    private const int MaxAccounts = 1_000_000;

    public void Check(ObjectSet objects)
    {
        if (document.Name.Trim().Length is 0 or > MaxName || document.Name.Any(char.IsControl))
        {
            faults.Add("/name", $"Must be one line of 1 to {MaxName} characters.");
        }

        if (document.MaximumAccounts is < 1 or > MaxAccounts)
        {
            faults.Add("/maximum_accounts", $"Must be 1 to {MaxAccounts}; leave it out for any number.");
        }

        CheckServer(objects);
        CheckIdentifiers();
    }

    private void CheckServer(ObjectSet objects)
    {
        if (objects.Find(new ObjectKey(AcmeServerKind.KindName, document.Server)) is not { } entry)
        {
            faults.Add("/server", $"There is no ACME server \"{document.Server}\".");
            return;
        }

        if (document.Profiles is { Length: 0 })
        {
            faults.Add("/profiles", "At least one profile is needed; leave the member out for all of the server.");
        }

        var server = entry.Read<AcmeServer>();
        Each("/profiles", document.Profiles ?? [], profile =>
        {
            if (objects.Find(new ObjectKey(ProfileKind.KindName, profile)) is not { } known || !known.Read<IssuanceProfile>().Allows(WayIn.Acme))
            {
                return $"There is no profile \"{profile}\" that is for ACME.";
            }

            return server.Profiles is { } offered && !offered.Contains(profile) ? $"The ACME server {server.Name} does not offer the profile {profile}." : null;
        });
    }

    private void CheckIdentifiers()
    {
        if (document.Identifiers is not { } identifiers)
        {
            if (document.Prevalidated)
            {
                faults.Add("/identifiers", "A key that needs no challenge must say for which names and networks; there is no such key for all of them.");
            }

            return;
        }

        if (identifiers is { DnsSuffixes.Length: 0, Networks.Length: 0 })
        {
            faults.Add("/identifiers", "With no DNS names and no networks nothing can be ordered; leave the member out for all that the server allows.");
        }

        Each("/identifiers/dns_suffixes", identifiers.DnsSuffixes, static suffix =>
            GeneralNames.FromHost(suffix) is { Kind: GeneralNameKind.Dns } name && name.Value == suffix && suffix[0] != '*'
                ? null
                : "Must be a DNS name in lower case, without a leading dot or wildcard.");
        Each("/identifiers/networks", identifiers.Networks, network =>
            !IPNetwork.TryParse(network, out var parsed) ? "Must be a network such as 10.0.0.0/8."
            : parsed.PrefixLength == 0 && document.Prevalidated ? "A key that needs no challenge cannot be for all addresses."
            : null);
    }

    /// <param name="fault">What is wrong with an entry; null when it is right.</param>
    private void Each(string pointer, string[] entries, Func<string, string?> fault)
    {
        if (entries.Length > MaxEntries)
        {
            faults.Add(pointer, $"At most {MaxEntries} entries.");
            return;
        }

        for (var i = 0; i < entries.Length; i++)
        {
            if (fault(entries[i]) is { } detail)
            {
                faults.Add($"{pointer}/{i}", detail);
            }
        }
    }
}
