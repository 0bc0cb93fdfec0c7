using System.Text.Json.Serialization;

namespace Ucm.Grains.Interfaces.Documents;

/// <summary>
/// An ACME server as administrators write it and as it is stored, in JSON. The server named <c>default</c> is at <c>/acme/directory</c>, another at
/// <c>/acme/{name}/directory</c>. All members but the required one have a value when they are left out.
/// </summary>
// Stored and sent: names are forever.
public record AcmeServerDocument
{
    /// <summary>One sentence for people.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>The authority that issues.</summary>
    public required string Authority { get; init; }

    /// <summary>The profiles that may be ordered, the first by those who name none; absent for all that are for ACME.</summary>
    public string[]? Profiles { get; init; }

    /// <summary>The types of challenge that are offered: <c>http-01 dns-01 tls-alpn-01</c>.</summary>
    public string[] Challenges { get; init; } = ["http-01", "dns-01", "tls-alpn-01"];

    /// <summary>Whether accounts must be bound to an external one (RFC 8555 §7.3.4): <c>off optional required</c>.</summary>
    [JsonPropertyName("external_account")]
    public string ExternalAccount { get; init; } = "off";

    public AcmeServerIdentifiers Identifiers { get; init; } = new();

    /// <summary>No certificate is valid for longer, whatever its profile says; absent for no limit of the server's own.</summary>
    [JsonPropertyName("maximum_validity_seconds")]
    public long? MaximumValiditySeconds { get; init; }

    /// <summary>A URL; accounts must agree to the terms when there are any.</summary>
    [JsonPropertyName("terms_of_service")]
    public string? TermsOfService { get; init; }

    /// <summary>A URL about the server.</summary>
    public string? Website { get; init; }

    public AcmeServerCaa Caa { get; init; } = new();

    /// <summary>How long an authorization may be used after it was proved.</summary>
    [JsonPropertyName("authorization_lifetime_seconds")]
    public long AuthorizationLifetimeSeconds { get; init; } = 7 * 24 * 3600;

    /// <summary>Whether a later order of the account may use an authorization again.</summary>
    [JsonPropertyName("authorization_reuse")]
    public bool AuthorizationReuse { get; init; }

    /// <summary>How long an order waits to be finished.</summary>
    [JsonPropertyName("order_lifetime_seconds")]
    public long OrderLifetimeSeconds { get; init; } = 7 * 24 * 3600;

    /// <summary>Whether the zone's own name servers are asked for dns-01 and CAA, not the configured resolvers.</summary>
    [JsonPropertyName("ask_authoritative")]
    public bool AskAuthoritative { get; init; }

    /// <summary>Whether clients are shown the internal addresses that a validation used, and what answered there.</summary>
    [JsonPropertyName("show_addresses")]
    public bool ShowAddresses { get; init; } = true;

    public AcmeServerLimits Limits { get; init; } = new();
}

/// <summary>Which identifiers may be ordered.</summary>
public sealed record AcmeServerIdentifiers
{
    /// <summary>DNS names must be one of these or below one; absent for any, empty for none.</summary>
    [JsonPropertyName("dns_suffixes")]
    public string[]? DnsSuffixes { get; init; }

    /// <summary>Addresses must lie in one of these networks (CIDR); absent for any, empty for none.</summary>
    public string[]? Networks { get; init; }

    /// <summary>Whether wildcards may be ordered.</summary>
    public bool Wildcards { get; init; } = true;

    /// <summary>Identifiers in one order.</summary>
    public int Maximum { get; init; } = 100;
}

/// <summary>What is done about CAA records (RFC 8659).</summary>
public sealed record AcmeServerCaa
{
    /// <summary><c>off warn enforce</c>.</summary>
    public string Mode { get; init; } = "off";

    /// <summary>The names that this authority has in CAA records; shown in the directory.</summary>
    public string[] Identities { get; init; } = [];
}

/// <summary>How much clients may do on this server. Zero is no limit.</summary>
public sealed record AcmeServerLimits
{
    /// <summary>New accounts per client address (IPv6: per /64) and hour; as many at once.</summary>
    [JsonPropertyName("accounts_per_address_per_hour")]
    public int AccountsPerAddressPerHour { get; init; } = 500;

    /// <summary>New orders per account and hour; as many at once.</summary>
    [JsonPropertyName("orders_per_account_per_hour")]
    public int OrdersPerAccountPerHour { get; init; } = 10_000;

    /// <summary>Orders of one account that are pending, ready or processing at the same time.</summary>
    [JsonPropertyName("open_orders_per_account")]
    public int OpenOrdersPerAccount { get; init; } = 2000;

    /// <summary>New orders of all accounts of one external account key, per hour; as many at once.</summary>
    [JsonPropertyName("orders_per_external_account_per_hour")]
    public int OrdersPerExternalAccountPerHour { get; init; }

    /// <summary>New orders for one registered name (the last two labels; an address) per hour, of all accounts; as many at once.</summary>
    [JsonPropertyName("orders_per_registered_name_per_hour")]
    public int OrdersPerRegisteredNamePerHour { get; init; }

    /// <summary>Failed validations of one name by one account per hour. After as many, orders for the name are refused.</summary>
    [JsonPropertyName("failed_validations_per_hour")]
    public int FailedValidationsPerHour { get; init; } = 60;

    /// <summary>Failed validations of one name by one account in a row. After as many there is one try per pause, until one succeeds.</summary>
    [JsonPropertyName("failures_before_pause")]
    public int FailuresBeforePause { get; init; }

    /// <summary>How long a pause is.</summary>
    [JsonPropertyName("pause_seconds")]
    public int PauseSeconds { get; init; } = 3600;

    /// <summary>Changes of one account's key per hour; as many at once.</summary>
    [JsonPropertyName("key_changes_per_account_per_hour")]
    public int KeyChangesPerAccountPerHour { get; init; } = 100;
}
