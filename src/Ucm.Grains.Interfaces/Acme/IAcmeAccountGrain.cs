using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>One ACME account. Key: <c>account:{id}</c>.</summary>
[Alias("ucm.acme-account-grain")]
public interface IAcmeAccountGrain : IGrainWithStringKey
{
    /// <summary>Refusals: AccountDoesNotExist. Interleaves: a read of immutable state; a key grain asks while this one waits for it.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<AcmeAccount>> Get(CancellationToken cancellationToken);

    /// <summary>Called by the key grain that claimed the key for this account. An account that exists is returned as it is.</summary>
    /// <param name="externalAccount">The kid that its binding was verified by; null for none. The binding in the command is not looked at.</param>
    [Alias("CreateBound")]
    Task<Outcome<AcmeAccount>> Create(CreateAcmeAccountCommand command, string? externalAccount, CancellationToken cancellationToken);

    /// <summary>
    /// Called by the key grain, which had the binding verified. An account that is bound keeps its binding. Refusals: AccountDoesNotExist,
    /// Unauthenticated.
    /// </summary>
    [Alias("BindExternalAccount")]
    Task<Outcome<AcmeAccount>> BindExternalAccount(string kid, string? address, CancellationToken cancellationToken);

    /// <summary>Refusals: AccountDoesNotExist, Unauthenticated (deactivated), InvalidContact, UnsupportedContact, Malformed.</summary>
    [OpenToFrontends]
    [Alias("Update")]
    Task<Outcome<AcmeAccount>> Update(UpdateAcmeAccountCommand command, CancellationToken cancellationToken);

    /// <summary>RFC 8555 §7.3.5. The value names the account that holds the new key: this one, or another whose key it is already (nothing changed then).</summary>
    [OpenToFrontends]
    [Alias("ChangeKey")]
    Task<Outcome<AcmeAccount>> ChangeKey(ChangeAcmeKeyCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Called by an order that is about to be created for this account, at an ACME server whose limits count. Refusals: AccountDoesNotExist,
    /// Unauthenticated (deactivated), NotFound (no such server), RateLimited.
    /// </summary>
    /// <param name="replaces">The order replaces a certificate, so that the limit on new orders does not count (RFC 9773 §5); that on open orders does.</param>
    [Alias("AdmitOrderAt")]
    Task<Outcome<AcmeAccount>> AdmitOrder(string server, bool replaces, CancellationToken cancellationToken);

    /// <summary>An administrator ends the account for good (RFC 8555 §7.1.6: revoked). Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("Revoke")]
    Task<Outcome<AcmeAccount>> Revoke(Caller caller, CancellationToken cancellationToken);

    /// <summary>One page of the account's orders, newest first (RFC 8555 §7.1.2.1).</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("ListOrders")]
    Task<Outcome<AcmeOrderPage>> ListOrders(string? cursor, CancellationToken cancellationToken);
}

/// <summary>Which account a key belongs to: the arbiter of its uniqueness. Key: <c>acme-key:{thumbprint}</c>.</summary>
[Alias("ucm.acme-account-key-grain")]
public interface IAcmeAccountKeyGrain : IGrainWithStringKey
{
    /// <summary>RFC 8555 §7.3, §7.3.1. Refusals: AccountDoesNotExist, Unauthenticated (deactivated), UserActionRequired,
    /// ExternalAccountRequired, InvalidContact, UnsupportedContact, BadPublicKey (the grain's key is not the thumbprint of the command's),
    /// RateLimited (per client address).</summary>
    [OpenToFrontends]
    [Alias("FindOrCreate")]
    Task<Outcome<FoundAcmeAccount>> FindOrCreate(CreateAcmeAccountCommand command, CancellationToken cancellationToken);

    /// <summary>Takes the key for an account, unless another has it; returns the id of the account that has it then.</summary>
    [Alias("Claim")]
    Task<string> Claim(string account, CancellationToken cancellationToken);

    /// <summary>Gives the key up if this account has it.</summary>
    [Alias("Release")]
    Task Release(string account, CancellationToken cancellationToken);
}

/// <summary>Create the account of a key, or find it.</summary>
/// <param name="Thumbprint">RFC 7638, of <paramref name="PublicKey"/>; another one is refused.</param>
/// <param name="Address">The client's, which new accounts are counted by.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.create-acme-account-command")]
public sealed record CreateAcmeAccountCommand(
    [property: Id(0)] ImmutableArray<byte> PublicKey,
    [property: Id(1)] string Thumbprint,
    [property: Id(2)] ImmutableArray<string> Contact,
    [property: Id(3)] bool TermsAgreed,
    [property: Id(4)] bool OnlyReturnExisting,
    [property: Id(5)] string? Address)
{
    /// <summary>The ACME server; null for the default one.</summary>
    [Id(6)]
    public string? Server { get; init; }

    /// <summary>The binding to an external account as the client sent it; null when there is none.</summary>
    [Id(7)]
    public SentExternalAccountBinding? ExternalAccountBinding { get; init; }
}

/// <summary>Change contacts, or deactivate; null leaves as it is.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.update-acme-account-command")]
public sealed record UpdateAcmeAccountCommand(
    [property: Id(0)] ImmutableArray<string>? Contact,
    [property: Id(1)] bool? TermsAgreed,
    [property: Id(2)] bool Deactivate,
    [property: Id(3)] string? Address);

/// <summary>Both signatures were verified by the frontend.</summary>
/// <param name="Thumbprint">RFC 7638, of <paramref name="PublicKey"/>; another one is refused.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.change-acme-key-command")]
public sealed record ChangeAcmeKeyCommand(
    [property: Id(0)] ImmutableArray<byte> PublicKey,
    [property: Id(1)] string Thumbprint,
    [property: Id(2)] string OldThumbprint,
    [property: Id(3)] string? Address);

/// <summary>An account and whether it is new.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.found-acme-account")]
public sealed record FoundAcmeAccount([property: Id(0)] AcmeAccount Account, [property: Id(1)] bool Created);

/// <summary>Ids of orders; <see cref="Next"/> is an opaque cursor.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-order-page")]
public sealed record AcmeOrderPage([property: Id(0)] ImmutableArray<string> Orders, [property: Id(1)] string? Next);
