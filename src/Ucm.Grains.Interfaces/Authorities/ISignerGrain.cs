using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Authorities;

/// <summary>Holds an authority's key in memory while active and signs with it. Key: the authority's slug. A stateless worker, called by grains only.</summary>
[Alias("ucm.signer-grain")]
public interface ISignerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Refusals: NotFound, AuthorityNotOnline, AuthorityUnavailable (key not here, snapshot not confirmed). Interleaves: the key is read-only once
    /// loaded.
    /// </summary>
    [AlwaysInterleave]
    [Alias("Sign")]
    Task<Outcome<SignedBytes>> Sign(SignCommand command, CancellationToken cancellationToken);

    /// <summary>Signs bytes that were too many to be sent, by their hash. Refusals as for Sign; Forbidden for anything but CRLs; Conflict when the key's algorithm needs the bytes themselves (Ed25519).</summary>
    [AlwaysInterleave]
    [Alias("SignDigest")]
    Task<Outcome<SignedBytes>> SignDigest(SignDigestCommand command, CancellationToken cancellationToken);
}

/// <summary>Bytes to sign and what they are.</summary>
/// <param name="ToBeSigned">DER of TBSCertificate, TBSCertList or ResponseData, complete with the authority's signature AlgorithmIdentifier where the structure has one.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.sign-command")]
public sealed record SignCommand([property: Id(0)] ImmutableArray<byte> ToBeSigned, [property: Id(1)] SigningPurpose Purpose);

/// <summary>The hash of bytes to sign, by the hash of the authority's signature algorithm.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.sign-digest-command")]
public sealed record SignDigestCommand([property: Id(0)] ImmutableArray<byte> Digest, [property: Id(1)] SigningPurpose Purpose);

/// <summary>A signature value, as it goes into the BIT STRING.</summary>
/// <param name="Algorithm">DER of the AlgorithmIdentifier.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.signed-bytes")]
public sealed record SignedBytes([property: Id(0)] ImmutableArray<byte> Signature, [property: Id(1)] ImmutableArray<byte> Algorithm);

/// <summary>What a CA key signs.</summary>
// Sent: numbers are forever.
public enum SigningPurpose
{
    Certificate = 1,
    Crl = 2,
    Ocsp = 3,

    /// <summary>The certificate of the authority's OCSP responder, which a suspended or retired authority goes on needing.</summary>
    OcspResponder = 4,
}
