using System.Collections.Immutable;
using Ucm.Storage.Commits;

namespace Ucm.Storage.Acme;

/// <summary>
/// Reads the tables <c>acme_external_accounts</c> and <c>acme_external_bindings</c>, which <see cref="ExternalAccountRow"/> and <see
/// cref="ExternalBindingRow"/> fill in the transaction that changes a key's state.
/// </summary>
public interface IExternalAccountIndex
{
    /// <summary>Keys by kid, those after <see cref="ExternalAccountFilter.After"/>, at most <paramref name="take"/>.</summary>
    Task<ImmutableArray<ListedExternalAccount>> List(ExternalAccountFilter filter, int take, CancellationToken cancellationToken);

    /// <summary>How many accounts are bound by the key.</summary>
    Task<int> CountAccounts(string kid, CancellationToken cancellationToken);

    /// <summary>The key that the account is bound by; null when there is none.</summary>
    Task<string?> FindBinding(string account, CancellationToken cancellationToken);
}

/// <summary>Null means any.</summary>
/// <param name="Text">Part of the name, case-insensitive for ASCII.</param>
/// <param name="After">A kid, not itself in the page.</param>
public sealed record ExternalAccountFilter(string? Server = null, string? Status = null, string? Text = null, string? After = null);

/// <summary>A key and the number of accounts that are bound by it.</summary>
public sealed record ListedExternalAccount(ExternalAccountRow Row, int Accounts);
