using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Acme;

/// <summary>Reads the table <c>acme_orders</c>, which <see cref="AcmeOrderRow"/> fills in the transaction that changes an order's state.</summary>
public interface IAcmeIndex
{
    /// <summary>The orders of one account that have not expired, newest first, after <paramref name="cursor"/> (an order's id), at most <paramref name="take"/>.</summary>
    Task<ImmutableArray<AcmeOrderRow>> ListOrders(string account, DateTimeOffset now, string? cursor, int take, CancellationToken cancellationToken);

    /// <summary>How many orders of the account are open (pending, ready or processing, and not expired), counted up to <paramref name="limit"/>.</summary>
    Task<int> CountOpenOrders(string account, DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Orders of all accounts that expired before a time, longest ago first, after <paramref name="after"/> (null: from the first), at most
    /// <paramref name="take"/>.
    /// </summary>
    Task<ImmutableArray<AcmeOrderRow>> ListExpiredOrders(DateTimeOffset before, AcmeOrderRow? after, int take, CancellationToken cancellationToken);

    /// <summary>
    /// Accounts without an order in the table that were last used before a time, longest ago first, after <paramref name="after"/>; of accounts
    /// that are deactivated or revoked when <paramref name="ended"/>, else of all.
    /// </summary>
    Task<ImmutableArray<AcmeAccountRow>> ListIdleAccounts(
        DateTimeOffset before, bool ended, AcmeAccountRow? after, int take, CancellationToken cancellationToken);

    /// <summary>
    /// Where valid authorizations of the account on the server for some of the identifiers are, none that expires before a time. At most 1000
    /// identifiers.
    /// </summary>
    Task<ImmutableArray<AcmeAuthorizationRow>> FindAuthorizations(
        string account, string server, ImmutableArray<SubjectName> identifiers, DateTimeOffset expiresAfter, CancellationToken cancellationToken);

    /// <summary>The order that replaced a certificate; null when none has.</summary>
    Task<string?> FindReplacement(CertificateKey replaced, CancellationToken cancellationToken);

    /// <summary>Whether there are rows for <see cref="AcmeExpiredGone"/> to delete.</summary>
    Task<bool> HasExpiredMarks(DateTimeOffset before, CancellationToken cancellationToken);
}
