using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Ucm.Frontend.Admin.Api;

// Sent: names are forever.
[Description("When an authority's CRLs are made, and which kinds. All times are whole seconds.")]
internal sealed class CrlSettingsBody
{
    [JsonPropertyName("lifetime_seconds")]
    [Description("From the making of a full CRL to its nextUpdate: ten minutes to 3660 days, which is for roots that lie in a safe.")]
    public required long LifetimeSeconds { get; init; }

    [JsonPropertyName("overlap_seconds")]
    [Description("How long before nextUpdate the next one is published: at most half of the lifetime.")]
    public required long OverlapSeconds { get; init; }

    [JsonPropertyName("minimum_interval_seconds")]
    [Description("However many revocations, at most one CRL in this time.")]
    public required long MinimumIntervalSeconds { get; init; }

    [JsonPropertyName("delta_interval_seconds")]
    [Description("How often a delta CRL is published at the least; revocations then make deltas due instead of full CRLs. Absent or null: no delta CRLs.")]
    public long? DeltaIntervalSeconds { get; init; }

    [JsonPropertyName("backdate_seconds")]
    [Description(
        "How long before its making a CRL's thisUpdate lies, so that clients whose clocks are behind accept it: 0 to 3600. Never before a revocation "
        + "that it lists. Absent or null: 300.")]
    public long? BackdateSeconds { get; init; }

    [Description("Over how many CRLs new certificates are spread; each names its own for life. 0 or 1: one CRL for all.")]
    public int Shards { get; init; }
}

internal sealed class CrlAnswer
{
    public required CrlSettingsBody Settings { get; init; }

    [JsonPropertyName("shards_served")]
    [Description("The most shards there ever were: all of these are published.")]
    public required int ShardsServed { get; init; }

    [Description("The full CRL in force; absent while the first one is being built.")]
    public CrlInForce? Crl { get; init; }
}

internal sealed class CrlInForce
{
    [Description("CRLNumber, when it is at most 2^53 - 1 and so safe in JSON; otherwise absent.")]
    public long? Number { get; init; }

    [JsonPropertyName("number_text")]
    [Description("CRLNumber in decimal, always: it may have 20 octets.")]
    public required string NumberText { get; init; }

    [JsonPropertyName("published_at")]
    [Description("When it was made; this_update may lie before.")]
    public required DateTimeOffset PublishedAt { get; init; }

    [JsonPropertyName("this_update")]
    public required DateTimeOffset ThisUpdate { get; init; }

    [JsonPropertyName("next_update")]
    public required DateTimeOffset NextUpdate { get; init; }

    public required long Entries { get; init; }

    [Description("Octets.")]
    public required long Size { get; init; }
}
