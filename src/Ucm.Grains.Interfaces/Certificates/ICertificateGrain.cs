using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Certificates;

/// <summary>The life of one certificate after its issuance. Key: <see cref="CertificateKey"/>.</summary>
[Alias("ucm.certificate-grain")]
public interface ICertificateGrain : IGrainWithStringKey
{
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<CertificateRecord>> Get(CancellationToken cancellationToken);

    /// <summary>As <see cref="Get"/>, for somebody who may see this certificate. Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("Read")]
    Task<Outcome<CertificateRecord>> Read(Caller caller, CancellationToken cancellationToken);

    /// <summary>Revokes (RFC 5280 §5.3.1). Refusals: Forbidden, NotFound, AlreadyRevoked, BadRevocationReason.</summary>
    [OpenToFrontends]
    [Alias("Revoke")]
    Task<Outcome<RevocationReceipt>> Revoke(RevokeCommand command, CancellationToken cancellationToken);

    /// <summary>Lifts certificateHold, the only revocation that can be lifted (law 3). Refusals: Forbidden, NotFound, Conflict.</summary>
    [OpenToFrontends]
    [Alias("Release")]
    Task<Outcome<RevocationReceipt>> Release(Caller caller, CancellationToken cancellationToken);

    /// <summary>Changes labels, owner and notes. Refusals: Forbidden, NotFound, Malformed, StaleVersion.</summary>
    [OpenToFrontends]
    [Alias("Annotate")]
    Task<Outcome<CertificateRecord>> Annotate(AnnotateCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Issues its successor. Refusals: those of an issuance, NotFound, Conflict (it was never issued, or renews itself), PolicyViolation (the names differ).
    /// </summary>
    [OpenToFrontends]
    [Alias("Renew")]
    Task<Outcome<IssuedCertificate>> Renew(RenewCommand command, CancellationToken cancellationToken);
}

/// <summary>Revoke one certificate.</summary>
/// <param name="InvalidityDate">When the key is believed to have been lost (RFC 5280 §5.3.2).</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.revoke-command")]
public sealed record RevokeCommand(
    [property: Id(0)] RevocationReason Reason,
    [property: Id(1)] Caller Caller,
    [property: Id(2)] DateTimeOffset? InvalidityDate = null);

/// <summary>Proof that a revocation is durable (law 4): frontends current to <see cref="Sequence"/> show it.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.revocation-receipt")]
public sealed record RevocationReceipt(
    [property: Id(0)] CertificateKey Key,
    [property: Id(1)] long Sequence,
    [property: Id(2)] DateTimeOffset RevokedAt,
    [property: Id(3)] RevocationReason Reason);

/// <summary>One certificate as stored.</summary>
/// <param name="Der">Empty while <see cref="CertificateStatus.Reserved"/> or <see cref="CertificateStatus.Voided"/>.</param>
/// <param name="PublicKeyHash">SHA-256 of the SubjectPublicKeyInfo, 32 octets.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-record")]
public sealed record CertificateRecord(
    [property: Id(0)] CertificateKey Key,
    [property: Id(1)] RequestId Request,
    [property: Id(2)] CertificateStatus Status,
    [property: Id(3)] string Profile,
    [property: Id(4)] string Subject,
    [property: Id(5)] System.Collections.Immutable.ImmutableArray<SubjectName> Names,
    [property: Id(6)] DateTimeOffset NotBefore,
    [property: Id(7)] DateTimeOffset NotAfter,
    [property: Id(8)] DateTimeOffset CreatedAt,
    [property: Id(9)] string Requester,
    [property: Id(10)] System.Collections.Immutable.ImmutableArray<byte> PublicKeyHash,
    [property: Id(11)] System.Collections.Immutable.ImmutableArray<byte> Der,
    [property: Id(12)] RevocationDetail? Revocation)
{
    /// <summary>Which version of <see cref="Profile"/> it was issued by; 0 for those from before profiles had versions, or from elsewhere.</summary>
    [Id(13)]
    public long ProfileVersion { get; init; }

    /// <summary>Names of the requested extensions that it does not have as they were asked for; null or empty for none.</summary>
    [Id(14)]
    public System.Collections.Immutable.ImmutableArray<string>? IgnoredExtensions { get; init; }

    /// <summary>It serves the platform itself: a frontend's own or an OCSP responder's.</summary>
    [Id(15)]
    public bool IsSystem { get; init; }

    /// <summary>Null from a silo that has none yet.</summary>
    [Id(16)]
    public CertificateAnnotations? Annotations { get; init; }

    /// <summary>How its request came in; Unspecified when that is not known.</summary>
    [Id(17)]
    public WayIn Way { get; init; }

    /// <summary>The certificate whose successor it is.</summary>
    [Id(18)]
    public CertificateKey? Renews { get; init; }

    /// <summary>Its newest successor; not in lists.</summary>
    [Id(19)]
    public CertificateKey? RenewedBy { get; init; }
}

/// <summary>When and why a certificate was revoked; the first time and reason are kept (law 3).</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.revocation-detail")]
public sealed record RevocationDetail(
    [property: Id(0)] DateTimeOffset RevokedAt,
    [property: Id(1)] RevocationReason Reason,
    [property: Id(2)] long Sequence,
    [property: Id(3)] DateTimeOffset? InvalidityDate);
