using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Identity;

/// <summary>
/// One API token: a secret that stands for its user, with fewer permissions, until a time. It never gives more than its user has at the moment, and dies with
/// him. Key: <c>token:{id}</c>.
/// </summary>
[Alias("ucm.api-token-grain")]
public interface IApiTokenGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes the token for the user who asks; only a session may, no other token. Refusals: Forbidden (also for a grant that the user does not have), Conflict
    /// (the id is taken), Malformed with a part for each faulty field.
    /// </summary>
    [OpenToFrontends]
    [Alias("Create")]
    Task<Outcome<NewApiToken>> Create(CreateApiTokenCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// What the token gives at this moment, as a session; frontends ask at most once a second. Refusals: Unauthenticated (unknown, wrong secret, expired,
    /// revoked, its user is gone or disabled), Unavailable. Interleaves: a read of immutable state.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("Check")]
    Task<Outcome<SessionView>> Check(SecretText secret, CancellationToken cancellationToken);

    /// <summary>The token without its secret. Its user may, and whoever may see users. Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<ApiTokenView>> Get(Caller caller, CancellationToken cancellationToken);

    /// <summary>Ends the token for ever, within a second on every node. Its user may, and whoever manages users. Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("Revoke")]
    Task<Outcome<ApiTokenView>> Revoke(Caller caller, CancellationToken cancellationToken);
}

/// <summary>Lists API tokens from the silo's view. Key: always 0. A stateless worker.</summary>
[Alias("ucm.api-token-catalog-grain")]
public interface IApiTokenCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// By id. One's own, or with the permission to see users those of anybody. Refusals: Forbidden, Unavailable. Interleaves: stateless reads.
    /// </summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<Outcome<ObjectPage>> List(ListApiTokensQuery query, CancellationToken cancellationToken);
}

/// <summary>Make an API token.</summary>
/// <param name="Content">JSON: a <see cref="Documents.TokenDocument"/> without user and time of creation.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.create-api-token-command")]
public sealed record CreateApiTokenCommand([property: Id(0)] string Content, [property: Id(1)] Caller Caller);

/// <summary>A page of API tokens.</summary>
/// <param name="User">Whose; null for everybody's.</param>
/// <param name="After">Only ids after this one, octet by octet.</param>
/// <param name="Take">1 to 500.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.list-api-tokens-query")]
public sealed record ListApiTokensQuery(
    [property: Id(0)] string? User, [property: Id(1)] string? After, [property: Id(2)] int Take, [property: Id(3)] Caller Caller);

/// <summary>A token that was just made.</summary>
/// <param name="Token">The whole token, which nobody can tell again.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.new-api-token")]
public sealed record NewApiToken([property: Id(0)] ApiTokenView View, [property: Id(1)] SecretText Token);

/// <summary>A token without its secret.</summary>
/// <param name="Content">JSON: a <see cref="Documents.TokenDocument"/>.</param>
/// <param name="LastUsedAt">To ten minutes; null when it never was.</param>
// Sent: ids and alias are forever.
[GenerateSerializer, Immutable, Alias("ucm.api-token-view")]
public sealed record ApiTokenView([property: Id(0)] string Id, [property: Id(1)] string Content, [property: Id(2)] DateTimeOffset? LastUsedAt);
