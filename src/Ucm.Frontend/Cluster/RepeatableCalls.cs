using System.Collections.Frozen;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Crl;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Identity.Factors;
using Ucm.Grains.Interfaces.Inbox;
using Ucm.Grains.Interfaces.Jobs;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Profiles;
using Ucm.Grains.Interfaces.Revocations;

namespace Ucm.Frontend.Cluster;

/// <summary>
/// The calls that a frontend may make again when it does not know what became of the first: reads, what a RequestId makes one (law 2), and revocation (law 3).
/// Whatever is not listed is made once: a password would count as tried twice, a refresh token as stolen, a nonce as replayed.
/// </summary>
internal static class RepeatableCalls
{
    private static readonly FrozenDictionary<(Type, string), Repetition> Known = new (Repetition How, Type Contract, string[] Methods)[]
    {
        (Repetition.BesideTheFirst, typeof(IAuthorityCatalogGrain), [nameof(IAuthorityCatalogGrain.List)]),
        (Repetition.BesideTheFirst, typeof(ICertificateAuthorityGrain), [nameof(ICertificateAuthorityGrain.Get)]),
        (Repetition.BesideTheFirst, typeof(IProfileCatalogGrain), [nameof(IProfileCatalogGrain.GetDefaultKey), nameof(IProfileCatalogGrain.Preview)]),
        (Repetition.BesideTheFirst, typeof(IObjectCatalogGrain), [nameof(IObjectCatalogGrain.List)]),
        (Repetition.BesideTheFirst, typeof(IAdministeredObjectGrain), [nameof(IAdministeredObjectGrain.Get), nameof(IAdministeredObjectGrain.ListVersions), nameof(IAdministeredObjectGrain.GetVersion)]),
        (Repetition.BesideTheFirst, typeof(IIssuanceGrain), [nameof(IIssuanceGrain.Issue)]),
        (Repetition.BesideTheFirst, typeof(ICertificateGrain), [nameof(ICertificateGrain.Get), nameof(ICertificateGrain.Read)]),
        (Repetition.AfterTheFirst, typeof(ICertificateGrain), [nameof(ICertificateGrain.Revoke), nameof(ICertificateGrain.Renew)]),
        (Repetition.AfterTheFirst, typeof(ISearchGrain), [nameof(ISearchGrain.ListCertificates), nameof(ISearchGrain.CountMatching), nameof(ISearchGrain.CountCertificates), nameof(ISearchGrain.ListAudit)]),
        (Repetition.BesideTheFirst, typeof(ICrlGrain), [nameof(ICrlGrain.Get)]),
        (Repetition.BesideTheFirst, typeof(IOcspStatusGrain), [nameof(IOcspStatusGrain.Answer), nameof(IOcspStatusGrain.Status)]),
        (Repetition.BesideTheFirst, typeof(IOcspWorkerGrain), [nameof(IOcspWorkerGrain.Respond), nameof(IOcspWorkerGrain.RespondAll)]),
        (Repetition.BesideTheFirst, typeof(IOcspWorkerGrain), [nameof(IOcspWorkerGrain.GetPolicyInForce)]),
        (Repetition.AfterTheFirst, typeof(IRevocationFeedGrain), [nameof(IRevocationFeedGrain.Renew)]),
        (Repetition.AfterTheFirst, typeof(ISessionGrain), [nameof(ISessionGrain.Check), nameof(ISessionGrain.End)]),
        (Repetition.BesideTheFirst, typeof(ITokenKeysGrain), [nameof(ITokenKeysGrain.Get), nameof(ITokenKeysGrain.List)]),
        (Repetition.BesideTheFirst, typeof(IUserGrain), [nameof(IUserGrain.GetAccess), nameof(IUserGrain.Get)]),
        (Repetition.AfterTheFirst, typeof(IApiTokenGrain), [nameof(IApiTokenGrain.Check)]),
        (Repetition.BesideTheFirst, typeof(IApiTokenGrain), [nameof(IApiTokenGrain.Get)]),
        (Repetition.BesideTheFirst, typeof(IApiTokenCatalogGrain), [nameof(IApiTokenCatalogGrain.List)]),
        (Repetition.BesideTheFirst, typeof(IUserSessionsGrain), [nameof(IUserSessionsGrain.List)]),
        (Repetition.BesideTheFirst, typeof(ISecondFactorsGrain), [nameof(ISecondFactorsGrain.Get)]),
        (Repetition.BesideTheFirst, typeof(IExternalAccountCatalogGrain), [nameof(IExternalAccountCatalogGrain.List)]),
        (Repetition.BesideTheFirst, typeof(IExternalAccountKeyGrain), [nameof(IExternalAccountKeyGrain.Get)]),
        (Repetition.BesideTheFirst, typeof(IJobCatalogGrain), [nameof(IJobCatalogGrain.List)]),
        (Repetition.BesideTheFirst, typeof(IJobGrain), [nameof(IJobGrain.Get), nameof(IJobGrain.ReadResult)]),
        (Repetition.AfterTheFirst, typeof(IJobGrain), [nameof(IJobGrain.Create), nameof(IJobGrain.SetStatus)]),
        (Repetition.BesideTheFirst, typeof(IInboxGrain), [nameof(IInboxGrain.List)]),
        (Repetition.BesideTheFirst, typeof(IInboxRequestGrain), [nameof(IInboxRequestGrain.Get)]),
        (Repetition.AfterTheFirst, typeof(IInboxRequestGrain), [nameof(IInboxRequestGrain.Submit), nameof(IInboxRequestGrain.Approve)]),
        (Repetition.BesideTheFirst, typeof(IAcmeAccountGrain), [nameof(IAcmeAccountGrain.Get), nameof(IAcmeAccountGrain.ListOrders)]),
        (Repetition.AfterTheFirst, typeof(IAcmeAccountKeyGrain), [nameof(IAcmeAccountKeyGrain.FindOrCreate)]),
        (Repetition.BesideTheFirst, typeof(IAcmeDirectoryGrain), [nameof(IAcmeDirectoryGrain.Get)]),
        (Repetition.BesideTheFirst, typeof(IAcmeRenewalGrain), [nameof(IAcmeRenewalGrain.Get)]),
        (Repetition.BesideTheFirst, typeof(IAcmeNonceGrain), [nameof(IAcmeNonceGrain.Lease)]),
        (Repetition.BesideTheFirst, typeof(IAcmeOrderGrain), [nameof(IAcmeOrderGrain.Get), nameof(IAcmeOrderGrain.GetCertificate)]),
        (Repetition.AfterTheFirst, typeof(IAcmeOrderGrain), [nameof(IAcmeOrderGrain.Finalize), nameof(IAcmeOrderGrain.Respond)]),
    }.SelectMany(static group => group.Methods.Select(method => (Call: (group.Contract, method), group.How))).ToFrozenDictionary(static known => known.Call, static known => known.How);

    public static Repetition Of(Type? contract, string? method) =>
        contract is not null && method is not null ? Known.GetValueOrDefault((contract, method), Repetition.Never) : Repetition.Never;
}

/// <summary>When a call may be made again.</summary>
internal enum Repetition
{
    Never,

    /// <summary>When the first is known to have failed or has run out of time: two at once would cost too much or confuse the caller, who hears from the second what the first did.</summary>
    AfterTheFirst,

    /// <summary>Also while the first may still be answered: quick calls, and issuance, whose RequestId makes both one.</summary>
    BesideTheFirst,
}
