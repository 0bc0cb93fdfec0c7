using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Certificates;

/// <summary>
/// The table <c>certificates</c>. Every write goes through the group-commit writer and is durable when the task completes.
/// Throws <see cref="StorageUnavailableException"/> when the database or its queue is not available.
/// </summary>
public interface ICertificateStore
{
    /// <summary>
    /// Step 7 of issuance (law 1, law 2): reserves serial and request id in one row. The unique keys decide every race. Nothing is reserved for a public key of a
    /// certificate that was revoked for keyCompromise, by any authority; what was issued elsewhere is recorded all the same.
    /// </summary>
    Task<Reservation> Reserve(CertificateIntent intent, CommitCompanion companion, CancellationToken cancellationToken);

    /// <summary>Step 9: stores the signed bytes if the row is still reserved, and returns the row as it then stands. The winner's bytes, not necessarily these.</summary>
    Task<CertificateRow?> Complete(CertificateKey key, ImmutableArray<byte> der, CommitCompanion companion, CancellationToken cancellationToken);

    /// <summary>Gives a reservation up: the row becomes Voided with a revocation entry. False when it was not reserved any more.</summary>
    Task<bool> Void(CertificateKey key, DateTimeOffset at, CommitCompanion companion, CancellationToken cancellationToken);

    /// <summary>
    /// Revokes, puts on hold, corrects a reason to keyCompromise, or releases a hold, and appends to <c>revocations</c> in the same transaction (law 3, law 4).
    /// The current status in the database decides, not what the caller believes.
    /// </summary>
    Task<RevocationResult> ChangeRevocation(RevocationChange change, CommitCompanion companion, CancellationToken cancellationToken);

    Task<CertificateRow?> Find(CertificateKey key, CancellationToken cancellationToken);

    /// <summary>Whether a certificate with this public key (SHA-256 of its SubjectPublicKeyInfo) was revoked for keyCompromise, by any authority.</summary>
    Task<bool> IsCompromised(ImmutableArray<byte> publicKeyHash, CancellationToken cancellationToken);

    Task<CertificateRow?> FindByRequest(RequestId request, CancellationToken cancellationToken);

    /// <summary>What OCSP needs and no more; null for a serial never issued. Reserved rows count as never issued; voided ones as revoked.</summary>
    Task<CertificateStatusRow?> FindStatus(CertificateKey key, CancellationToken cancellationToken);

    /// <summary>Reserved rows created before a time, oldest first, for the reconciler.</summary>
    Task<ImmutableArray<CertificateRow>> ListReserved(DateTimeOffset createdBefore, int take, CancellationToken cancellationToken);

    /// <summary>One page, newest first, without the bytes. Take is 1..500.</summary>
    /// <exception cref="FormatException">The cursor is not one of ours; grains answer Malformed.</exception>
    Task<CertificatePage> List(CertificateQuery query, CancellationToken cancellationToken);

    /// <summary>How many certificates the query selects, up to <paramref name="most"/>.</summary>
    Task<int> CountUpTo(CertificateQuery query, int most, CancellationToken cancellationToken);

    /// <summary>The newest certificate that was issued as this one's successor.</summary>
    Task<CertificateKey?> FindSuccessor(CertificateKey key, CancellationToken cancellationToken);

    /// <summary>Stores the annotations with the next version, if the row has the version they name. False when it does not, or is not there.</summary>
    Task<bool> Annotate(CertificateKey key, CertificateAnnotations annotations, CommitCompanion companion, CancellationToken cancellationToken);

    /// <summary>Stores the fingerprints of certificates from before there were any; how many, at most <paramref name="take"/>.</summary>
    Task<int> FillFingerprints(int take, CancellationToken cancellationToken);

    Task<CertificateCounts> Count(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A certificate to be: everything but the signature.</summary>
/// <param name="RequestHash">SHA-256 over what was asked (authority, profile, CSR, content): the same request id with another hash is a mismatch.</param>
/// <param name="ToBeSigned">TBSCertificate, DER; kept until completion so that an interrupted issuance is finished with the same bytes.</param>
public sealed record CertificateIntent(
    CertificateKey Key,
    RequestId Request,
    ImmutableArray<byte> RequestHash,
    string Profile,
    string Subject,
    ImmutableArray<SubjectName> Names,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    DateTimeOffset CreatedAt,
    string Requester,
    ImmutableArray<byte> PublicKeyHash,
    ImmutableArray<byte> ToBeSigned)
{
    /// <summary>The shard of the CRL that the certificate names; 0 when it names the whole authority's.</summary>
    public int Shard { get; init; }

    /// <summary>Which version of the profile it is issued by.</summary>
    public long ProfileVersion { get; init; }

    /// <summary>Names of the requested extensions that it does not have.</summary>
    public ImmutableArray<string> IgnoredExtensions { get; init; } = [];

    /// <summary>It serves the platform itself: lists and counts leave it out unless they are asked for such.</summary>
    public bool IsSystem { get; init; }

    /// <summary>The whole certificate when it was issued elsewhere and is only taken over: its row is good at once and nothing is left to sign. Else empty.</summary>
    public ImmutableArray<byte> Certificate { get; init; } = [];

    /// <summary>
    /// It was issued elsewhere and only its serial is known, with its <see cref="Revocation"/>: the row holds no certificate and is not reserved.
    /// </summary>
    public bool IsSerialOnly { get; init; }

    /// <summary>
    /// How <see cref="Certificate"/> was revoked before it came. Row and revocation are one commit, so that nobody sees it good in between (law 3); a row that is there
    /// already is left as it is.
    /// </summary>
    public RevocationChange? Revocation { get; init; }

    public WayIn Way { get; init; }

    public CertificateAnnotations Annotations { get; init; } = CertificateAnnotations.None;

    /// <summary>The certificate whose successor it is.</summary>
    public CertificateKey? Renews { get; init; }

    internal bool IsTakenOver => IsSerialOnly || !Certificate.IsEmpty;

    internal ImmutableArray<byte> Content => IsTakenOver ? Certificate : ToBeSigned;

    /// <summary>Null for one that is signed later.</summary>
    internal byte[]? Sha256 => IsTakenOver ? CertificateFingerprints.Sha256(Certificate) : null;

    internal byte[]? Sha1 => IsTakenOver ? CertificateFingerprints.Sha1(Certificate) : null;

    internal CertificateStatus Status => IsTakenOver ? CertificateStatus.Good : CertificateStatus.Reserved;
}

/// <summary>What became of a reservation.</summary>
public abstract record Reservation
{
    /// <summary>The serial is ours. <paramref name="Revocation"/> is what became of the one that was to be recorded with it.</summary>
    public sealed record Made(RevocationResult? Revocation = null) : Reservation;

    /// <summary>Another certificate has this serial: choose a new one.</summary>
    public sealed record SerialTaken : Reservation;

    /// <summary>The public key belongs to a certificate that was revoked for keyCompromise.</summary>
    public sealed record KeyCompromised : Reservation;

    /// <summary>The request id has a row already, in whatever status.</summary>
    public sealed record RequestKnown(CertificateRow Row) : Reservation;
}

/// <summary>A row of <c>certificates</c>.</summary>
/// <param name="ToBeSigned">Empty once completed.</param>
/// <param name="TbsHash">SHA-256 of the TBSCertificate, kept for ever.</param>
public sealed record CertificateRow(
    CertificateRecord Record,
    ImmutableArray<byte> RequestHash,
    ImmutableArray<byte> ToBeSigned,
    ImmutableArray<byte> TbsHash);

/// <summary>The status of one certificate, for OCSP.</summary>
public sealed record CertificateStatusRow(CertificateStatus Status, DateTimeOffset NotAfter, RevocationDetail? Revocation)
{
    /// <summary>When its last hold was lifted, for one that is good.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }
}

/// <summary>A requested change of revocation. <see cref="RevocationReason.RemoveFromCrl"/> lifts a hold.</summary>
public sealed record RevocationChange(CertificateKey Key, RevocationReason Reason, DateTimeOffset At, DateTimeOffset? InvalidityDate)
{
    /// <summary>Later than <see cref="At"/> for one that was revoked before its authority came here.</summary>
    public DateTimeOffset RecordedAt { get; init; } = At;
}

/// <summary>What became of it. <see cref="Receipt"/> is set when something changed; <see cref="Current"/> when the certificate exists.</summary>
public sealed record RevocationResult(RevocationVerdict Verdict, RevocationReceipt? Receipt, CertificateStatus? Current);

public enum RevocationVerdict
{
    Changed,
    NotFound,
    AlreadyRevoked,
    NotOnHold,
}
