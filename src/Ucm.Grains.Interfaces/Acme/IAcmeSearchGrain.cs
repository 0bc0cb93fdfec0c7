using System.Collections.Immutable;
using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Acme;

/// <summary>Lists of ACME accounts and orders for administrators: one query each, no grain is woken. Key: always 0. A stateless worker.</summary>
[Alias("ucm.acme-search-grain")]
public interface IAcmeSearchGrain : IGrainWithIntegerKey
{
    /// <summary>Newest first. Refusals: Forbidden, Malformed (cursor, size of the page). Interleaves: it holds no state.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("ListAccounts")]
    Task<Outcome<AcmeAccountList>> ListAccounts(AcmeListQuery query, Caller caller, CancellationToken cancellationToken);

    /// <summary>Newest first, expired ones until they are deleted. Refusals as above. Interleaves: it holds no state.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("ListOrders")]
    Task<Outcome<AcmeOrderList>> ListOrders(AcmeListQuery query, Caller caller, CancellationToken cancellationToken);
}

/// <summary>Which accounts or orders; null is any.</summary>
/// <param name="Take">1 to 500.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-list-query")]
public sealed record AcmeListQuery([property: Id(0)] string? Cursor, [property: Id(1)] int Take)
{
    /// <summary>The ACME server that it was made at.</summary>
    [Id(2)]
    public string? Server { get; init; }

    /// <summary>In lower case, as in RFC 8555 §7.1.6.</summary>
    [Id(3)]
    public string? Status { get; init; }

    /// <summary>Of orders: whose.</summary>
    [Id(4)]
    public string? Account { get; init; }

    /// <summary>Of accounts: the key id of the external account.</summary>
    [Id(5)]
    public string? ExternalAccount { get; init; }
}

/// <summary>A page of accounts; <see cref="Next"/> is an opaque cursor.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-account-list")]
public sealed record AcmeAccountList([property: Id(0)] ImmutableArray<AcmeAccountEntry> Items, [property: Id(1)] string? Next);

/// <summary>An account in a list.</summary>
/// <param name="Thumbprint">Of its key (RFC 7638), base64url.</param>
/// <param name="UsedAt">When it was last changed, or one of its orders that have been deleted was made.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-account-entry")]
public sealed record AcmeAccountEntry(
    [property: Id(0)] string Id,
    [property: Id(1)] string Server,
    [property: Id(2)] string Status,
    [property: Id(3)] string Thumbprint,
    [property: Id(4)] string? ExternalAccount,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset UsedAt);

/// <summary>A page of orders; <see cref="Next"/> is an opaque cursor.</summary>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-order-list")]
public sealed record AcmeOrderList([property: Id(0)] ImmutableArray<AcmeOrderEntry> Items, [property: Id(1)] string? Next);

/// <summary>An order in a list.</summary>
/// <param name="Names">Empty for orders of versions before ACME servers.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.acme-order-entry")]
public sealed record AcmeOrderEntry(
    [property: Id(0)] string Id,
    [property: Id(1)] string Server,
    [property: Id(2)] string Account,
    [property: Id(3)] string Status,
    [property: Id(4)] string Profile,
    [property: Id(5)] ImmutableArray<string> Names,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] DateTimeOffset ExpiresAt);
