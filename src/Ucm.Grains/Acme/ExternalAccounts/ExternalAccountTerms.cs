using System.Collections.Immutable;
using Ucm.Grains.Acme.Servers;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>The rules of an external account key.</summary>
/// <param name="Profiles">Null for all of the server.</param>
/// <param name="Identifiers">Null for all that the server allows; never null when <paramref name="Prevalidated"/>.</param>
internal sealed record ExternalAccountTerms(string Server, ImmutableArray<string>? Profiles, AcmeIdentifierRules? Identifiers, bool Prevalidated)
{
    public int? MaximumAccounts { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
