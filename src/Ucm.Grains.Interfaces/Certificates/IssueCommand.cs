using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Identity;

namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>Issue one certificate. The same <see cref="Request"/> with the same content always ends in the same certificate (law 2).</summary>
/// <param name="Csr">PKCS#10 DER (RFC 2986), at most 64 KiB; proof of possession is checked in the grain.</param>
/// <param name="Content">When given, replaces subject, names and validity that the CSR or profile would give; the profile still caps it.</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.issue-command")]
public sealed record IssueCommand(
    [property: Id(0)] RequestId Request,
    [property: Id(1)] AuthorityId Authority,
    [property: Id(2)] string Profile,
    [property: Id(3)] ImmutableArray<byte> Csr,
    [property: Id(4)] Caller Caller,
    [property: Id(5)] RequestedContent? Content = null)
{
    [Id(6)]
    public WayIn Way { get; init; }

    /// <summary>
    /// Set when the caller asked for a key to be generated: the algorithm that the caller named, empty for the profile's own choice. Such a request
    /// is the same request with any key, because each attempt makes a new one. Null when the caller brought the <see cref="Csr"/>.
    /// </summary>
    [Id(7)]
    public string? GeneratedKey { get; init; }

    /// <summary>What is noted about the certificate from the beginning; no part of the content that a repetition must have. Null for nothing.</summary>
    [Id(8)]
    public CertificateAnnotations? Annotations { get; init; }
}

/// <summary>What the caller, being entitled to, asks to have in the certificate instead of what the CSR says. A null part is taken from the CSR or profile.</summary>
/// <param name="Subject">A distinguished name as text (RFC 4514).</param>
// Stored and sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.requested-content")]
public sealed record RequestedContent(
    [property: Id(0)] string? Subject = null,
    [property: Id(1)] ImmutableArray<SubjectName>? Names = null,
    [property: Id(2)] DateTimeOffset? NotBefore = null,
    [property: Id(3)] DateTimeOffset? NotAfter = null);

/// <summary>A certificate whose bytes are durable.</summary>
/// <param name="Der">The certificate, DER.</param>
/// <param name="Chain">Issuer first, the root last; DER.</param>
/// <param name="Replayed">True when the request id had been issued for before.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.issued-certificate")]
public sealed record IssuedCertificate(
    [property: Id(0)] CertificateKey Key,
    [property: Id(1)] ImmutableArray<byte> Der,
    [property: Id(2)] ImmutableArray<ImmutableArray<byte>> Chain,
    [property: Id(3)] DateTimeOffset NotBefore,
    [property: Id(4)] DateTimeOffset NotAfter,
    [property: Id(5)] bool Replayed)
{
    /// <summary>Which version of the profile it was issued by; 0 when that is not known.</summary>
    [Id(6)]
    public long ProfileVersion { get; init; }

    /// <summary>When its serial was reserved; null from a silo that does not say so yet.</summary>
    [Id(7)]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Names of the requested extensions that it does not have as they were asked for; null or empty for none.</summary>
    [Id(8)]
    public ImmutableArray<string>? IgnoredExtensions { get; init; }

    /// <summary>Of its profile; null from a silo that does not say so yet.</summary>
    [Id(9)]
    public string? Profile { get; init; }
}
