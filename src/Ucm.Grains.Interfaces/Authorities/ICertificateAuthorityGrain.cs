using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>Configuration and lifecycle of one authority; never on the hot path. Key: <c>ca:{slug}</c> (a prefix that no storage can take for a number).</summary>
[Alias("ucm.certificate-authority-grain")]
public interface ICertificateAuthorityGrain : IGrainWithStringKey
{
    /// <summary>Refusals: NotFound. Interleaves: a read of immutable state.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<AuthoritySnapshot>> Get(CancellationToken cancellationToken);

    /// <summary>
    /// Generates the key, signs or requests the certificate, goes online. All is checked before anything is written, and each faulty field is named by its pointer in the body of REST.
    /// Creating again with the same command returns what exists; otherwise Conflict. Refusals: Forbidden, Malformed, PolicyViolation, Conflict, AuthorityNotOnline (the parent),
    /// AuthorityUnavailable.
    /// </summary>
    [OpenToFrontends]
    [Alias("Create")]
    Task<Outcome<AuthoritySnapshot>> Create(CreateAuthorityCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Takes over an authority whose key and certificate were made elsewhere; it is online then. Importing the same again returns what exists; anything else at that id, or the same key under
    /// another, is Conflict. Refusals: Forbidden, Malformed, BadPublicKey, PolicyViolation, Conflict.
    /// </summary>
    [OpenToFrontends]
    [Alias("Import")]
    Task<Outcome<AuthoritySnapshot>> Import(ImportAuthorityCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Records certificates that an imported authority issued elsewhere, and revocations of them, so that OCSP, CRLs and revocation know them. Nothing that is revoked here becomes good again,
    /// and its first time and reason stand (law 3). All are checked before any is written; asking again is safe. Refusals: Forbidden, NotFound, Malformed, PolicyViolation, Conflict (not imported;
    /// another certificate has a serial), with one part per certificate.
    /// </summary>
    [OpenToFrontends]
    [Alias("ImportCertificates")]
    Task<Outcome<RecordedCertificates>> ImportCertificates(ImportCertificatesCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Records revocations that an imported authority made elsewhere, by serial number. Each stands for itself: a bad one does not hold up the
    /// others. What is known here of a serial stands as for <see cref="ImportCertificates"/>; one that is not known gets a row without a certificate,
    /// which stays on the CRL until the authority's certificate ends. Refusals: Forbidden, NotFound, Malformed, Conflict (not imported); of an item
    /// Malformed, BadRevocationReason, Conflict.
    /// </summary>
    [OpenToFrontends]
    [Alias("ImportRevocations")]
    Task<Outcome<RecordedRevocations>> ImportRevocations(ImportRevocationsCommand command, CancellationToken cancellationToken);

    /// <summary>Moves between Online and Offline, or to Retired for good.</summary>
    [OpenToFrontends]
    [Alias("SetStatus")]
    Task<Outcome<AuthoritySnapshot>> SetStatus(AuthorityStatus status, Caller caller, CancellationToken cancellationToken);

    /// <summary>Certificates issued from now on follow it within a second, CRLs from the next one on, which is published at once. Refusals: Forbidden, NotFound, Malformed.</summary>
    [OpenToFrontends]
    [Alias("SetCrlPolicy")]
    Task<Outcome<AuthoritySnapshot>> SetCrlPolicy(SetCrlPolicyCommand command, CancellationToken cancellationToken);

    /// <summary>Answers signed from now on follow it within a second; those signed before stand until they are renewed. Refusals: Forbidden, NotFound, Malformed.</summary>
    [OpenToFrontends]
    [Alias("SetOcspPolicy")]
    Task<Outcome<AuthoritySnapshot>> SetOcspPolicy(SetOcspPolicyCommand command, CancellationToken cancellationToken);

    /// <summary>Every node issues by it within a second. Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("SetIssuancePolicy")]
    Task<Outcome<AuthoritySnapshot>> SetIssuancePolicy(SetIssuancePolicyCommand command, CancellationToken cancellationToken);

    /// <summary>Certificates issued from now on point there within a second; those of before stay as they are. Refusals: Forbidden, NotFound, Malformed, Conflict (shards), StaleVersion.</summary>
    [OpenToFrontends]
    [Alias("SetUrls")]
    Task<Outcome<AuthoritySnapshot>> SetUrls(SetAuthorityUrlsCommand command, CancellationToken cancellationToken);
}

/// <summary>Change when and which CRLs are made.</summary>
/// <param name="Policy">
/// Its <see cref="CrlPolicy.ShardsServed"/>, <see cref="CrlPolicy.NumberFloor"/> and <see cref="CrlPolicy.NumberOffset"/> are the grain's to decide.
/// </param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.set-crl-policy-command")]
public sealed record SetCrlPolicyCommand([property: Id(0)] CrlPolicy Policy, [property: Id(1)] Caller Caller);

/// <summary>Create a root (no issuer) or an authority under one that is here.</summary>
/// <param name="Subject">RFC 4514 text.</param>
/// <param name="KeyAlgorithm"><c>rsa-2048 rsa-3072 rsa-4096 ecdsa-p256 ecdsa-p384 ecdsa-p521 ed25519</c>.</param>
/// <param name="PathLength">basicConstraints pathLenConstraint; null for none.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.create-authority-command")]
public sealed record CreateAuthorityCommand(
    [property: Id(0)] string Subject,
    [property: Id(1)] string KeyAlgorithm,
    [property: Id(2)] TimeSpan Validity,
    [property: Id(3)] int? PathLength,
    [property: Id(4)] AuthorityId? Issuer,
    [property: Id(5)] Caller Caller)
{
    /// <summary>JSON of an <see cref="Documents.AuthorityExtensionsDocument"/>; null for none.</summary>
    [Id(6)]
    public string? Extensions { get; init; }
}

/// <summary>Every authority at once, for lists and for the frontends' issuer lookup. Key: always 0. A stateless worker over one query.</summary>
[Alias("ucm.authority-catalog-grain")]
public interface IAuthorityCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<AuthorityCatalog> List(CancellationToken cancellationToken);
}

/// <summary>All authorities, ordered by id; <see cref="Version"/> changes whenever any of them does.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.authority-catalog")]
public sealed record AuthorityCatalog([property: Id(0)] ImmutableArray<AuthoritySnapshot> Authorities, [property: Id(1)] long Version)
{
    /// <summary>The database answers and takes no writes, as one that has become a standby or was set read-only.</summary>
    [Id(2)]
    public bool IsReadOnly { get; init; }
}
