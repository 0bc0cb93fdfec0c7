using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Pki.X509;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Authorities;

/// <summary>
/// Makes an authority and changes its status. Creation goes: plan stored · key made · certificate reserved, signed, stored · online; each step finds what the
/// one before left, so a creation that was cut off is carried on by asking again. An import goes likewise (CertificateAuthorityGrain.Import.cs).
/// </summary>
internal sealed partial class CertificateAuthorityGrain(
    [PersistentState("ucm.state.certificate-authority", GrainStorageNames.Audited)] IPersistentState<AuthorityState> state,
    KeyVault vault,
    AuthorityPlanning planning,
    AuthorityCertifier certifier,
    AuthorityImporter importer,
    AuthorityHistory history,
    AuthoritySnapshots snapshots,
    AuthorityCertificates certificates,
    TimeProvider clock,
    ILogger<CertificateAuthorityGrain> log) : Grain, ICertificateAuthorityGrain
{
    private const string KeyPrefix = "ca:";
    private const string DeltaSuffix = "-delta";

    /// <summary>A voided attempt is rare (an hour's outage); more than this many in one call are a fault.</summary>
    private const int AttemptsPerCall = 2;

    private AuthorityId Id => AuthorityId.Parse(this.GetPrimaryKeyString()[KeyPrefix.Length..]);

    public Task<Outcome<AuthoritySnapshot>> Get(CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<AuthoritySnapshot>>(state.State.Snapshot is { } snapshot ? snapshot : Refusals.NoSuchAuthority());

    public async Task<Outcome<AuthoritySnapshot>> Create(CreateAuthorityCommand command, CancellationToken cancellationToken)
    {
        if (!command.Caller.May(Permission.AuthoritiesManage))
        {
            return Refusals.Forbidden(Permission.AuthoritiesManage);
        }

        var read = AuthorityPlanning.Read(Id, command);
        var plan = read.Value ?? AuthorityPlan.Of(command);
        if (state.State.Import is not null || (state.State.Plan is { } existing && existing != plan))
        {
            return new Refusal(RefusalCode.Conflict, $"The authority {Id} exists already, with other settings.");
        }

        if (state.State.Snapshot is { } done)
        {
            return done;
        }

        if (!read.Succeeded)
        {
            return read.Refusal;
        }

        if (state.State.Plan is null)
        {
            if (await planning.Check(Id, plan, command.Caller, GrainFactory, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            await state.Commit(new AuthorityState(plan, 1, null), AuthorityAudit.Created(Id, plan, command.Caller, clock.GetUtcNow()), cancellationToken);
        }

        return await Build(plan, command.Caller, cancellationToken);
    }

    public async Task<Outcome<AuthoritySnapshot>> SetStatus(AuthorityStatus status, Caller caller, CancellationToken cancellationToken)
    {
        var changeable = Changeable(caller);
        if (changeable is not { Succeeded: true, Value: var snapshot } || snapshot.Status == status)
        {
            return changeable;
        }

        if (snapshot.Status == AuthorityStatus.Retired || status is not (AuthorityStatus.Online or AuthorityStatus.Offline or AuthorityStatus.Retired))
        {
            return new Refusal(RefusalCode.Conflict, $"The authority {Id} cannot go from {snapshot.Status} to {status}.");
        }

        if (status == AuthorityStatus.Online && await certificates.CheckGood(Id, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var next = snapshot with { Status = status, Version = snapshot.Version + 1 };
        return await Keep(next, AuthorityAudit.Changed(next, caller, clock.GetUtcNow()), cancellationToken);
    }

    public async Task<Outcome<AuthoritySnapshot>> SetCrlPolicy(SetCrlPolicyCommand command, CancellationToken cancellationToken)
    {
        var changeable = Changeable(command.Caller);
        if (changeable is not { Succeeded: true, Value: var snapshot })
        {
            return changeable;
        }

        if ((CrlPolicyRules.Check(command.Policy) ?? AuthorityUrlRules.CheckShards(snapshot.Urls, command.Policy, "/shards")) is { } faulty)
        {
            return faulty;
        }

        var policy = CrlPolicyRules.Next(snapshot.Crl, command.Policy);
        if (policy == snapshot.Crl)
        {
            return snapshot;
        }

        var next = snapshot with { Crl = policy, Version = snapshot.Version + 1 };
        await Keep(next, AuthorityAudit.CrlPolicySet(next, command.Caller, clock.GetUtcNow()), cancellationToken);

        // Off the caller's path; should it be lost, the schedule's next CRL follows the new settings.
        GrainFactory.Crl(Id).PublishNow(command.Caller, CancellationToken.None).Ignore();
        return next;
    }

    public async Task<Outcome<AuthoritySnapshot>> SetOcspPolicy(SetOcspPolicyCommand command, CancellationToken cancellationToken)
    {
        var changeable = Changeable(command.Caller);
        if (changeable is not { Succeeded: true, Value: var snapshot })
        {
            return changeable;
        }

        if (OcspPolicyRules.Check(command.Policy) is { } faulty)
        {
            return faulty;
        }

        var policy = OcspPolicyRules.Normalize(command.Policy);
        if (policy == snapshot.Ocsp)
        {
            return snapshot;
        }

        var next = snapshot with { Ocsp = policy, Version = snapshot.Version + 1 };
        return await Keep(next, AuthorityAudit.OcspPolicySet(next, command.Caller, clock.GetUtcNow()), cancellationToken);
    }

    public async Task<Outcome<AuthoritySnapshot>> SetIssuancePolicy(SetIssuancePolicyCommand command, CancellationToken cancellationToken)
    {
        var changeable = Changeable(command.Caller);
        if (changeable is not { Succeeded: true, Value: var snapshot } || command.Policy == (snapshot.Issuance ?? IssuancePolicy.Default))
        {
            return changeable;
        }

        var next = snapshot with { Issuance = command.Policy, Version = snapshot.Version + 1 };
        return await Keep(next, AuthorityAudit.IssuancePolicySet(next, command.Caller, clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>The authority as it is, if there is one and the caller may change it.</summary>
    private Outcome<AuthoritySnapshot> Changeable(Caller caller)
    {
        if (!caller.May(Permission.AuthoritiesManage))
        {
            return Refusals.Forbidden(Permission.AuthoritiesManage);
        }

        return state.State.Snapshot is { } snapshot ? snapshot : Refusals.NoSuchAuthority();
    }

    private Refusal? CheckId() => Id.Value.EndsWith(DeltaSuffix, StringComparison.Ordinal)
        ? new Refusal(RefusalCode.Malformed, $"An authority's identifier does not end in {DeltaSuffix}: its CRL would have the name of another's delta CRL.")
        : null;

    private async Task<Outcome<AuthoritySnapshot>> Build(AuthorityPlan plan, Caller caller, CancellationToken cancellationToken)
    {
        var wanted = new VaultKeyRequest(AuthorityKeys.IdOf(Id), AuthorityKeys.Purpose, AuthorityKeys.AlgorithmOf(plan.KeyAlgorithm));
        var key = await vault.GetOrCreate(wanted, AuthorityAudit.KeyMade(Id, plan, caller, clock.GetUtcNow()), cancellationToken);

        for (var call = 1; ; call++)
        {
            var application = new AuthorityApplication(Id, plan, key, state.State.Attempt, caller);
            var issued = await certifier.Certify(application, GrainFactory, cancellationToken);
            if (issued.Succeeded)
            {
                var snapshot = SnapshotOf(plan, key.Id, issued.Value);
                var online = await Keep(snapshot, AuthorityAudit.Changed(snapshot, caller, clock.GetUtcNow()), cancellationToken);
                LogOnline(Id);
                return online;
            }

            if (issued.Refusal.Code != RefusalCode.IssuanceVoided || call == AttemptsPerCall)
            {
                return issued.Refusal;
            }

            var next = state.State with { Attempt = state.State.Attempt + 1 };
            await state.Commit(next, AuthorityAudit.Retried(Id, next.Attempt, caller, clock.GetUtcNow()), cancellationToken);
        }
    }

    private AuthoritySnapshot SnapshotOf(AuthorityPlan plan, string keyId, IssuedCertificate issued)
    {
        var certificate = ParsedCertificate.Parse(issued.Der.AsMemory());
        return new AuthoritySnapshot(
            Id,
            certificate.Subject.CommonName ?? Id.Value,
            AuthorityStatus.Online,
            issued.Der,
            issued.Chain,
            keyId,
            plan.KeyAlgorithm,
            plan.Issuer,
            certificate.NotBefore,
            certificate.NotAfter,
            CrlPolicyRules.Default,
            Version: 1);
    }

    private async Task<Outcome<AuthoritySnapshot>> Keep(AuthoritySnapshot snapshot, CommitCompanion companion, CancellationToken cancellationToken)
    {
        await state.Commit(state.State with { Snapshot = snapshot }, companion, cancellationToken);
        snapshots.Invalidate();
        return snapshot;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The authority {Authority} is online.")]
    private partial void LogOnline(AuthorityId authority);
}
