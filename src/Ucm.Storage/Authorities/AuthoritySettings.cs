using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ucm.Grains.Interfaces.Authorities;

namespace Ucm.Storage.Authorities;

/// <summary>What can be set of an authority, as the JSON of the column <c>settings</c>. A further setting is a member here, and no column.</summary>
// Stored: names are forever. Times are seconds, with fractions.
internal sealed record AuthoritySettings
{
    public required CrlSettings Crl { get; init; }

    public OcspSettings? Ocsp { get; init; }

    public IssuanceSettings? Issuance { get; init; }

    /// <summary>Certificates that the key had before, DER.</summary>
    public IReadOnlyList<byte[]>? Earlier { get; init; }

    public UrlSettings? Urls { get; init; }

    public static string Write(AuthoritySnapshot snapshot) => JsonSerializer.Serialize(
        new AuthoritySettings
        {
            Crl = new CrlSettings
            {
                LifetimeSeconds = Seconds(snapshot.Crl.Lifetime),
                OverlapSeconds = Seconds(snapshot.Crl.Overlap),
                MinimumIntervalSeconds = Seconds(snapshot.Crl.MinimumInterval),
                DeltaIntervalSeconds = snapshot.Crl.DeltaInterval is { } delta ? Seconds(delta) : null,
                Shards = snapshot.Crl.Shards,
                ShardsServed = snapshot.Crl.ShardsServed,
                NumberFloor = snapshot.Crl.NumberFloor,
                NumberOffset = snapshot.Crl.NumberOffset,
                BackdateSeconds = snapshot.Crl.Backdate is { } backdate ? Seconds(backdate) : null,
            },
            Ocsp = snapshot.Ocsp is { } ocsp
                ? new OcspSettings { ExtendedRevoke = ocsp.ExtendedRevoke, ArchiveCutoffSeconds = ocsp.ArchiveCutoff is { } cutoff ? Seconds(cutoff) : null }
                : null,
            Issuance = snapshot.Issuance is { } issuance ? new IssuanceSettings { LeavesFromRoot = issuance.LeavesFromRoot } : null,
            Urls = snapshot.Urls is { } urls ? new UrlSettings { Crl = urls.Crl?.ToArray(), Ocsp = urls.Ocsp?.ToArray(), Issuers = urls.Issuers?.ToArray() } : null,
            Earlier = snapshot.Earlier is { } earlier ? [.. earlier.Select(static one => one.ToArray())] : null,
        },
        AuthoritySettingsJson.Default.AuthoritySettings);

    public static AuthoritySettings Read(string json) => JsonSerializer.Deserialize(json, AuthoritySettingsJson.Default.AuthoritySettings)!;

    public CrlPolicy ToCrlPolicy() => new(Span(Crl.LifetimeSeconds), Span(Crl.OverlapSeconds), Span(Crl.MinimumIntervalSeconds))
    {
        DeltaInterval = Crl.DeltaIntervalSeconds is { } delta ? Span(delta) : null,
        Shards = Crl.Shards,
        ShardsServed = Crl.ShardsServed,
        NumberFloor = Crl.NumberFloor,
        NumberOffset = Crl.NumberOffset,
        Backdate = Crl.BackdateSeconds is { } backdate ? Span(backdate) : null,
    };

    public OcspPolicy? ToOcspPolicy() => Ocsp is { ExtendedRevoke: not null } or { ArchiveCutoffSeconds: not null }
        ? new OcspPolicy(Ocsp.ExtendedRevoke, Ocsp.ArchiveCutoffSeconds is { } cutoff ? Span(cutoff) : null)
        : null;

    public IssuancePolicy? ToIssuancePolicy() => Issuance is { } own ? new IssuancePolicy(own.LeavesFromRoot) : null;

    public AuthorityUrls? ToUrls() => Urls is null ? null : new AuthorityUrls(List(Urls.Crl), List(Urls.Ocsp), List(Urls.Issuers));

    public ImmutableArray<ImmutableArray<byte>>? ToEarlier() => Earlier is null ? null : [.. Earlier.Select(ImmutableCollectionsMarshal.AsImmutableArray)];

    private static ImmutableArray<string>? List(string[]? urls) => urls is null ? null : ImmutableCollectionsMarshal.AsImmutableArray(urls);

    private static decimal Seconds(TimeSpan span) => span.Ticks / (decimal)TimeSpan.TicksPerSecond;

    private static TimeSpan Span(decimal seconds) => TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
}

internal sealed record CrlSettings
{
    public required decimal LifetimeSeconds { get; init; }

    public required decimal OverlapSeconds { get; init; }

    public required decimal MinimumIntervalSeconds { get; init; }

    public decimal? DeltaIntervalSeconds { get; init; }

    public int Shards { get; init; }

    public int ShardsServed { get; init; }

    public long NumberFloor { get; init; }

    public string? NumberOffset { get; init; }

    public decimal? BackdateSeconds { get; init; }
}

internal sealed record OcspSettings
{
    public bool? ExtendedRevoke { get; init; }

    public decimal? ArchiveCutoffSeconds { get; init; }
}

internal sealed record IssuanceSettings
{
    public bool LeavesFromRoot { get; init; }
}

internal sealed record UrlSettings
{
    public string[]? Crl { get; init; }

    public string[]? Ocsp { get; init; }

    public string[]? Issuers { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuthoritySettings))]
internal sealed partial class AuthoritySettingsJson : JsonSerializerContext;
