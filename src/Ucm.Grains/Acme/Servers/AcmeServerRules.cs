using System.Net;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Documents;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Objects;
using Ucm.Grains.Profiles;
using Ucm.Pki.X509;

namespace Ucm.Grains.Acme.Servers;

/// <summary>What makes the document of an ACME server valid. Every fault is named, not only the first.</summary>
internal sealed class AcmeServerRules(AcmeServerDocument document, FieldFaults faults)
{
    private const int MaxText = 200;
    private const int MaxEntries = 1000;
    private const int MaxIdentifiers = 1000;
    private const int MaxFailures = 1000;
    private const int MaxPause = 24 * 3600;
    private const long MaxLifetime = 90L * 24 * 3600;
    private const long MaxAuthorizationLifetime = 398L * 24 * 3600;
    private const long MaxValidity = 100L * 366 * 24 * 3600;

    /// <summary>First parts of paths below <c>/acme/</c>: a server of such a name could not be reached.</summary>
    private static readonly string[] Reserved =
    [
        "account", "authz", "cert", "chall", "directory", "key-change", "new-account", "new-authz", "new-nonce", "new-order", "order",
        "renewal-info", "revoke-cert",
    ];

    public void Check(string name, ObjectSurroundings surroundings)
    {
        if (Reserved.Contains(name))
        {
            faults.Add("/name", $"\"{name}\" is part of the paths of ACME; choose another name.");
        }

        CheckText("/description", document.Description);
        if (!surroundings.Authorities.Authorities.Any(known => known.Id.Value == document.Authority))
        {
            faults.Add("/authority", $"There is no authority \"{document.Authority}\".");
        }

        CheckProfiles(surroundings.Objects);
        CheckChallenges();
        CheckWord("/external_account", document.ExternalAccount, AcmeServerWords.ExternalAccount);
        CheckIdentifiers();
        CheckUrl("/terms_of_service", document.TermsOfService);
        CheckUrl("/website", document.Website);
        CheckCaa();
        CheckRange("/maximum_validity_seconds", document.MaximumValiditySeconds ?? MaxValidity, 60, MaxValidity);
        CheckRange("/authorization_lifetime_seconds", document.AuthorizationLifetimeSeconds, 60, MaxAuthorizationLifetime);
        CheckRange("/order_lifetime_seconds", document.OrderLifetimeSeconds, 60, MaxLifetime);
        CheckLimits(document.Limits);
    }

    private void CheckProfiles(ObjectSet objects)
    {
        if (document.Profiles is not { } profiles)
        {
            return;
        }

        if (profiles.Length == 0)
        {
            faults.Add("/profiles", "At least one profile is needed; leave the member out for all that are for ACME.");
        }

        Each("/profiles", profiles, profile => objects.Find(new ObjectKey(ProfileKind.KindName, profile)) is not { } entry
            ? $"There is no profile \"{profile}\"."
            : entry.Read<IssuanceProfile>().Allows(WayIn.Acme) ? null : $"The profile {profile} is not for ACME: its ways_in lack acme.");
    }

    private void CheckChallenges()
    {
        if (document.Challenges.Length == 0)
        {
            faults.Add("/challenges", "At least one type is needed.");
        }

        Each(
            "/challenges",
            document.Challenges,
            static type => AcmeServerWords.Challenges.Contains(type) ? null : $"Must be one of {string.Join(", ", AcmeServerWords.Challenges)}.");
    }

    private void CheckIdentifiers()
    {
        var identifiers = document.Identifiers;
        Each("/identifiers/dns_suffixes", identifiers.DnsSuffixes ?? [], static suffix =>
            GeneralNames.FromHost(suffix) is { Kind: GeneralNameKind.Dns } name && name.Value == suffix && suffix[0] != '*'
                ? null
                : "Must be a DNS name in lower case, without a leading dot or wildcard.");
        Each(
            "/identifiers/networks",
            identifiers.Networks ?? [],
            static network => IPNetwork.TryParse(network, out _) ? null : "Must be a network such as 10.0.0.0/8.");
        CheckRange("/identifiers/maximum", identifiers.Maximum, 1, MaxIdentifiers);
        if (identifiers is { DnsSuffixes.Length: 0, Networks.Length: 0 })
        {
            faults.Add("/identifiers", "With no DNS names and no networks nothing can be ordered.");
        }
    }

    private void CheckCaa()
    {
        CheckWord("/caa/mode", document.Caa.Mode, AcmeServerWords.Caa);
        Each(
            "/caa/identities",
            document.Caa.Identities,
            static identity => GeneralNames.FromHost(identity) is { Kind: GeneralNameKind.Dns } ? null : "Must be a DNS name.");
        if (document.Caa is { Identities.Length: 0, Mode: not "off" })
        {
            faults.Add("/caa/identities", "At least one is needed when CAA is checked: without a name in them no record allows this authority.");
        }
    }

    private void CheckLimits(AcmeServerLimits limits)
    {
        CheckRange("/limits/accounts_per_address_per_hour", limits.AccountsPerAddressPerHour, 0, int.MaxValue);
        CheckRange("/limits/orders_per_account_per_hour", limits.OrdersPerAccountPerHour, 0, int.MaxValue);
        CheckRange("/limits/open_orders_per_account", limits.OpenOrdersPerAccount, 0, int.MaxValue);
        CheckRange("/limits/orders_per_external_account_per_hour", limits.OrdersPerExternalAccountPerHour, 0, int.MaxValue);
        CheckRange("/limits/orders_per_registered_name_per_hour", limits.OrdersPerRegisteredNamePerHour, 0, int.MaxValue);
        CheckRange("/limits/failed_validations_per_hour", limits.FailedValidationsPerHour, 0, int.MaxValue);
        CheckRange("/limits/failures_before_pause", limits.FailuresBeforePause, 0, MaxFailures);
        CheckRange("/limits/pause_seconds", limits.PauseSeconds, 1, MaxPause);
        CheckRange("/limits/key_changes_per_account_per_hour", limits.KeyChangesPerAccountPerHour, 0, int.MaxValue);
    }

    private void CheckText(string pointer, string text)
    {
        if (text.Length > MaxText || text.Any(char.IsControl))
        {
            faults.Add(pointer, $"Must be one line of at most {MaxText} characters.");
        }
    }

    private void CheckWord<T>(string pointer, string word, Vocabulary<T> words)
    {
        if (!words.Has(word))
        {
            faults.Add(pointer, $"Must be one of {string.Join(", ", words.Words)}.");
        }
    }

    private void CheckUrl(string pointer, string? url)
    {
        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"))
        {
            faults.Add(pointer, "Must be a URL of http or https.");
        }
    }

    private void CheckRange(string pointer, long value, long least, long most)
    {
        if (value < least || value > most)
        {
            faults.Add(pointer, $"Must be {least} to {most}.");
        }
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
            if ((fault(entries[i]) ?? (Array.IndexOf(entries, entries[i]) < i ? "Stands there already." : null)) is { } detail)
            {
                faults.Add($"{pointer}/{i}", detail);
            }
        }
    }
}
