using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>Lists and counts, by SQL with keyset paging; never wakes another grain. Key: always 0.</summary>
[Alias("ucm.search-grain")]
public interface ISearchGrain : IGrainWithIntegerKey
{
    /// <summary>One page, newest first. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("ListCertificates")]
    Task<Outcome<CertificatePage>> ListCertificates(CertificateQuery query, Caller caller, CancellationToken cancellationToken);

    /// <summary>How many certificates the query selects; page and cursor do not matter. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("CountMatching")]
    Task<Outcome<MatchCount>> CountMatching(CertificateQuery query, Caller caller, CancellationToken cancellationToken);

    /// <summary>Counts for the dashboard. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("CountCertificates")]
    Task<Outcome<CertificateCounts>> CountCertificates(Caller caller, CancellationToken cancellationToken);

    /// <summary>The newest audit rows, newest first, at most 200. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("ListAudit")]
    Task<Outcome<AuditPage>> ListAudit(string? cursor, int take, Caller caller, CancellationToken cancellationToken);
}

/// <summary>A filter over certificates; null means any.</summary>
/// <param name="Text">
/// Words that all occur in the subject, a name or the serial, case-insensitive; at most <see cref="MaxWords"/> in <see cref="MaxText"/> characters. A
/// word with a kind in front (<c>dns:www</c>) is the beginning of a name of that kind; a serial may be written with colons and leading zeros.
/// </param>
/// <param name="Cursor">Opaque, from <see cref="CertificatePage.Next"/>.</param>
/// <param name="Take">1..500.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-query")]
public sealed record CertificateQuery(
    [property: Id(0)] AuthorityId? Authority = null,
    [property: Id(1)] CertificateStatus? Status = null,
    [property: Id(2)] string? Profile = null,
    [property: Id(3)] string? Text = null,
    [property: Id(4)] DateTimeOffset? ExpiresBefore = null,
    [property: Id(5)] DateTimeOffset? ExpiresAfter = null,
    [property: Id(6)] string? Cursor = null,
    [property: Id(7)] int Take = 50)
{
    public const int MaxText = 512;
    public const int MaxWords = 16;

    [Id(8)]
    public SerialNumber? Serial { get; init; }

    /// <summary>A whole name, in its canonical form.</summary>
    [Id(9)]
    public SubjectName? San { get; init; }

    /// <summary>Part of the subject or of a name, spaces included, case-insensitive.</summary>
    [Id(10)]
    public string? Name { get; init; }

    /// <summary>As in <see cref="CertificateRecord.Requester"/>.</summary>
    [Id(11)]
    public string? Requester { get; init; }

    [Id(12)]
    public DateTimeOffset? IssuedAfter { get; init; }

    [Id(13)]
    public DateTimeOffset? IssuedBefore { get; init; }

    /// <summary>Also those that serve the platform itself.</summary>
    [Id(14)]
    public bool IncludeSystem { get; init; }

    /// <summary>Only those that fit one of these; null for all. The silo sets it, from what the caller may see.</summary>
    [Id(15)]
    public ImmutableArray<CertificateScope>? Scopes { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, 32 octets.</summary>
    [Id(16)]
    public ImmutableArray<byte>? KeySha256 { get; init; }

    /// <summary>SHA-256 (32 octets) or SHA-1 (20 octets) of the certificate.</summary>
    [Id(17)]
    public ImmutableArray<byte>? Fingerprint { get; init; }

    /// <summary>The name of a label that it has.</summary>
    [Id(18)]
    public string? LabelName { get; init; }

    /// <summary>With <see cref="LabelName"/>: the label's whole value; null for any.</summary>
    [Id(19)]
    public string? LabelValue { get; init; }

    [Id(20)]
    public WayIn? Way { get; init; }

    /// <summary>The end of the subject or of a name, case-insensitive.</summary>
    [Id(21)]
    public string? NameSuffix { get; init; }

    /// <summary>The whole of <see cref="CertificateAnnotations.Owner"/>.</summary>
    [Id(22)]
    public string? Owner { get; init; }
}

/// <summary>How many certificates a query selects.</summary>
/// <param name="IsExact">False when there are at least so many: counting stopped there.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.match-count")]
public sealed record MatchCount([property: Id(0)] long Count, [property: Id(1)] bool IsExact)
{
    /// <summary>Counting stops here.</summary>
    public const int Most = 10_000;
}

/// <summary>A set of certificates that somebody may see.</summary>
/// <param name="Authorities">Ids of authorities; empty for all.</param>
/// <param name="Profiles">Names of profiles; empty for all.</param>
/// <param name="User">Only those that this user asked for, by a session or an API token; null for everybody's.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-scope")]
public sealed record CertificateScope(
    [property: Id(0)] ImmutableArray<string> Authorities, [property: Id(1)] ImmutableArray<string> Profiles, [property: Id(2)] string? User)
{
    /// <summary>With a user: when he was made. What is older is of another user of the name.</summary>
    [Id(3)]
    public DateTimeOffset? Since { get; init; }
}

/// <summary>A page of certificates without their bytes.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-page")]
public sealed record CertificatePage([property: Id(0)] ImmutableArray<CertificateRecord> Items, [property: Id(1)] string? Next);

/// <summary>How many certificates there are, by state at the time of asking.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-counts")]
public sealed record CertificateCounts(
    [property: Id(0)] long Valid,
    [property: Id(1)] long ExpiringIn30Days,
    [property: Id(2)] long Expired,
    [property: Id(3)] long Revoked,
    [property: Id(4)] long IssuedLast24Hours);

/// <summary>A page of audit rows.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.audit-page")]
public sealed record AuditPage([property: Id(0)] ImmutableArray<Audit.AuditRecord> Items, [property: Id(1)] string? Next);
