using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Profiles;

/// <summary>What profiles are for and what they make. Administrators read and change them as objects (<see cref="Objects.IAdministeredObjectGrain"/>). Key: always 0. A stateless worker.</summary>
[Alias("ucm.profile-catalog-grain")]
public interface IProfileCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>The key that is made for a request that names none. Refusals: UnknownProfile, AuthorityUnavailable. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("GetDefaultKey")]
    Task<Outcome<DefaultKey>> GetDefaultKey(string profile, CancellationToken cancellationToken);

    /// <summary>
    /// The certificate that an issuance would sign now, and what the linter says of it; nothing is reserved, signed or stored. Refusals: as for an issuance.
    /// Interleaves: stateless.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Preview")]
    Task<Outcome<CertificatePreview>> Preview(PreviewCommand command, CancellationToken cancellationToken);
}

/// <param name="Algorithm">Such as <c>ecdsa-p256</c>.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.default-key")]
public sealed record DefaultKey([property: Id(0)] string Algorithm);

/// <summary>Show what a certificate would be.</summary>
/// <param name="Csr">PKCS#10 DER; empty for a request with a key that is thrown away.</param>
/// <param name="Content">Takes the place of what the request says.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.preview-command")]
public sealed record PreviewCommand(
    [property: Id(0)] AuthorityId Authority,
    [property: Id(1)] string Profile,
    [property: Id(2)] ImmutableArray<byte> Csr,
    [property: Id(3)] RequestedContent? Content,
    [property: Id(4)] Caller Caller);

/// <summary>A certificate but for its signature.</summary>
/// <param name="ToBeSigned">TBSCertificate, DER.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.certificate-preview")]
public sealed record CertificatePreview(
    [property: Id(0)] ImmutableArray<byte> ToBeSigned, [property: Id(1)] ImmutableArray<PreviewFinding> Findings, [property: Id(2)] long ProfileVersion);

/// <summary>One finding of the linter.</summary>
/// <param name="Severity"><c>info warning error</c>; an error refuses the certificate.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.preview-finding")]
public sealed record PreviewFinding(
    [property: Id(0)] string Severity, [property: Id(1)] string Rule, [property: Id(2)] string Clause, [property: Id(3)] string Detail);
