using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>One order including its authorizations. Key: <c>order:{id}</c>. Answers NotFound to everybody but its account.</summary>
[Alias("ucm.acme-order-grain")]
public interface IAcmeOrderGrain : IGrainWithStringKey
{
    /// <summary>
    /// Refusals: NotFound (no such server), RejectedIdentifier, UnsupportedIdentifier (with Parts), Malformed, UnknownProfile, UserActionRequired,
    /// ExternalAccountRequired, those of IAcmeAccountGrain.AdmitOrder, and for Replaces NotFound, Forbidden and AlreadyReplaced.
    /// </summary>
    [OpenToFrontends]
    [Alias("Create")]
    Task<Outcome<AcmeOrder>> Create(CreateAcmeOrderCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// An authorization without an order (RFC 8555 §7.4.1): the first and only one of an order that is never finalized. Refusals: NotFound (no such
    /// server, or it does not reuse authorizations), and those of Create.
    /// </summary>
    [OpenToFrontends]
    [Alias("CreateAuthorization")]
    Task<Outcome<AcmeOrder>> CreateAuthorization(CreateAcmeAuthorizationCommand command, CancellationToken cancellationToken);

    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<AcmeOrder>> Get(string account, CancellationToken cancellationToken);

    /// <summary>The client says that it is ready (RFC 8555 §7.5.1): validation starts, and goes on after this has answered.
    /// Refusals: NotFound, Unauthenticated, RateLimited (too many validations under way).</summary>
    [OpenToFrontends]
    [Alias("Respond")]
    Task<Outcome<AcmeOrder>> Respond(RespondCommand command, CancellationToken cancellationToken);

    /// <summary>RFC 8555 §7.5.2.</summary>
    [OpenToFrontends]
    [Alias("Deactivate")]
    Task<Outcome<AcmeOrder>> Deactivate(string account, int authorization, CancellationToken cancellationToken);

    /// <summary>RFC 8555 §7.4. Refusals: OrderNotReady, BadCsr, BadPublicKey, and those of issuance. Again is the same certificate.</summary>
    [OpenToFrontends]
    [Alias("Finalize")]
    Task<Outcome<AcmeOrder>> Finalize(FinalizeCommand command, CancellationToken cancellationToken);

    /// <summary>The certificate of a valid order and its chain (RFC 8555 §7.4.2). Refusals: NotFound.</summary>
    [OpenToFrontends]
    [Alias("GetCertificate")]
    Task<Outcome<AcmeCertificate>> GetCertificate(string account, CancellationToken cancellationToken);
}

/// <summary>Create an order (RFC 8555 §7.4).</summary>
/// <param name="Profile">Empty for the first of the server.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.create-acme-order-command")]
public sealed record CreateAcmeOrderCommand(
    [property: Id(0)] string Account,
    [property: Id(1)] string Profile,
    [property: Id(2)] ImmutableArray<AcmeIdentifier> Identifiers,
    [property: Id(3)] DateTimeOffset? NotBefore,
    [property: Id(4)] DateTimeOffset? NotAfter,
    [property: Id(5)] string? Address)
{
    /// <summary>The ACME server; null for the default one.</summary>
    [Id(6)]
    public string? Server { get; init; }

    /// <summary>The certificate that the new one is to replace (RFC 9773 §5), as the client wrote it; null for none.</summary>
    [Id(7)]
    public string? Replaces { get; init; }
}

/// <summary>Authorize one identifier for later orders (RFC 8555 §7.4.1).</summary>
/// <param name="Server">The ACME server; null for the default one.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.create-acme-authorization-command")]
public sealed record CreateAcmeAuthorizationCommand(
    [property: Id(0)] string Account,
    [property: Id(1)] AcmeIdentifier Identifier,
    [property: Id(2)] string? Server,
    [property: Id(3)] string? Address);

/// <summary>An identifier as the client wrote it.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-identifier")]
public sealed record AcmeIdentifier([property: Id(0)] string Type, [property: Id(1)] string Value);

/// <summary>Validate one challenge.</summary>
/// <param name="Thumbprint">Not believed: the key authorization is made with the account's own key (RFC 8555 §8.1), or a host that answers for
/// another key could be claimed.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.respond-command")]
public sealed record RespondCommand(
    [property: Id(0)] string Account,
    [property: Id(1)] int Authorization,
    [property: Id(2)] string Type,
    [property: Id(3)] string Thumbprint);

/// <summary>Finalize with a PKCS#10 request.</summary>
/// <param name="Csr">DER.</param>
/// <param name="AccountKey">Not believed: the request must not have the key that the account has.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.finalize-command")]
public sealed record FinalizeCommand(
    [property: Id(0)] string Account,
    [property: Id(1)] ImmutableArray<byte> Csr,
    [property: Id(2)] ImmutableArray<byte> AccountKey,
    [property: Id(3)] string? Address);

/// <summary>A certificate with its issuers, nearest first, without the root. DER.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-certificate")]
public sealed record AcmeCertificate(
    [property: Id(0)] CertificateKey Key,
    [property: Id(1)] ImmutableArray<byte> Der,
    [property: Id(2)] ImmutableArray<ImmutableArray<byte>> Chain)
{
    /// <summary>Other ways up to a root that the client may choose (RFC 8555 §7.4.2); default or empty for none.</summary>
    [Id(3)]
    public ImmutableArray<AlternateChain> Alternates { get; init; } = [];
}

/// <summary>What follows a certificate in place of its own authority's chain.</summary>
/// <param name="Name">Of the administrators' object; part of a URL.</param>
/// <param name="Certificates">DER, the issuer first, without the root.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.alternate-chain")]
public sealed record AlternateChain([property: Id(0)] string Name, [property: Id(1)] ImmutableArray<ImmutableArray<byte>> Certificates);
