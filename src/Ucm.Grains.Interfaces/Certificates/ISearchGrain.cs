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
