using Orleans.Concurrency;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Interfaces.Acme.ExternalAccounts;

/// <summary>
/// One external account key (RFC 8555 §7.3.4): its secret, sealed, its rules, and who decides whether an account is bound by it. Key: <c>acme-eab:{kid}</c>.
/// </summary>
[Alias("ucm.external-account-key-grain")]
public interface IExternalAccountKeyGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes the key and tells its secret, this once. The same command again tells the key without its secret. Refusals: Forbidden; Malformed, with a
    /// part for each faulty field; IdempotencyMismatch (there is one of this kid, made by another command); AuthorityUnavailable.
    /// </summary>
    [OpenToFrontends]
    [Alias("Create")]
    Task<Outcome<ExternalAccountKeyWithSecret>> Create(CreateExternalAccountKeyCommand command, CancellationToken cancellationToken);

    /// <summary>Refusals: Forbidden, NotFound.</summary>
    [OpenToFrontends]
    [Alias("Get")]
    Task<Outcome<ExternalAccountKey>> Get(Caller caller, CancellationToken cancellationToken);

    /// <summary>Refusals: Forbidden; NotFound; Malformed, with a part for each faulty field; StaleVersion; AuthorityUnavailable.</summary>
    [OpenToFrontends]
    [Alias("Change")]
    Task<Outcome<ExternalAccountKey>> Change(ChangeExternalAccountKeyCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Makes another secret and tells it, this once. The one before is void at once; accounts stay bound. Refusals: Forbidden, NotFound,
    /// StaleVersion.
    /// </summary>
    [OpenToFrontends]
    [Alias("Rotate")]
    Task<Outcome<ExternalAccountKeyWithSecret>> Rotate(RotateExternalAccountKeyCommand command, CancellationToken cancellationToken);

    /// <summary>Refusals: Forbidden, NotFound, StaleVersion.</summary>
    [OpenToFrontends]
    [Alias("SetStatus")]
    Task<Outcome<ExternalAccountKey>> SetStatus(SetExternalAccountKeyStatusCommand command, CancellationToken cancellationToken);

    /// <summary>As <see cref="Bind"/>, but nothing is counted or stored: for before an account is made.</summary>
    [Alias("CheckBinding")]
    Task<Outcome<ExternalAccountKey>> CheckBinding(BindExternalAccountCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Checks a binding and counts its account. The same account again is counted once. Refusals: Malformed, BadSignatureAlgorithm, BadPublicKey;
    /// Forbidden (a wrong MAC and an unknown kid are told in the same words; with a right MAC also disabled, expired, another server's, and as many
    /// accounts as there may be).
    /// </summary>
    [Alias("Bind")]
    Task<Outcome<ExternalAccountKey>> Bind(BindExternalAccountCommand command, CancellationToken cancellationToken);

    /// <summary>The key and its rules, for orders of its accounts. Refusals: NotFound. Interleaves: a read of immutable state.</summary>
    [AlwaysInterleave]
    [Alias("Look")]
    Task<Outcome<ExternalAccountKey>> Look(CancellationToken cancellationToken);
}

/// <summary>Lists of external account keys, by SQL; wakes none of them. Key: always 0. A stateless worker.</summary>
[Alias("ucm.external-account-catalog-grain")]
public interface IExternalAccountCatalogGrain : IGrainWithIntegerKey
{
    /// <summary>One page, by kid. Refusals: Forbidden, Malformed. Interleaves: stateless reads.</summary>
    [AlwaysInterleave]
    [OpenToFrontends]
    [Alias("List")]
    Task<Outcome<ExternalAccountKeyPage>> List(ListExternalAccountKeysQuery query, CancellationToken cancellationToken);
}
