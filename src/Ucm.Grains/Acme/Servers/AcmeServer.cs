using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Documents;

namespace Ucm.Grains.Acme.Servers;

/// <summary>An ACME server in one of its versions: what it offers, and to whom.</summary>
/// <param name="Profiles">In the order of the server; null for all that are for ACME.</param>
/// <param name="Challenges">Types, such as <c>http-01</c>.</param>
internal sealed record AcmeServer(
    string Name,
    AuthorityId Authority,
    ImmutableArray<string>? Profiles,
    ImmutableArray<string> Challenges,
    ExternalAccountUse ExternalAccount,
    AcmeIdentifierRules Identifiers)
{
    /// <summary>The one at <c>/acme/directory</c>, and of requests and orders that name none.</summary>
    public const string Default = "default";

    public TimeSpan? MaximumValidity { get; init; }

    public string? TermsOfService { get; init; }

    public string? Website { get; init; }

    public CaaMode Caa { get; init; }

    public ImmutableArray<string> CaaIdentities { get; init; } = [];

    public TimeSpan AuthorizationLifetime { get; init; }

    public bool AuthorizationReuse { get; init; }

    public TimeSpan OrderLifetime { get; init; }

    public bool AskAuthoritative { get; init; }

    public bool ShowAddresses { get; init; }

    public required AcmeServerLimits Limits { get; init; }
}

/// <summary>Whether accounts must be bound to an external one (RFC 8555 §7.3.4).</summary>
internal enum ExternalAccountUse
{
    Off,
    Optional,
    Required,
}
