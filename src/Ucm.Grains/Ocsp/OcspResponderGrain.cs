using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Profiles;
using Ucm.Grains.Signing;
using Ucm.Pki.Keys;
using Ucm.Pki.Ocsp;
using Ucm.Pki.Requests;
using Ucm.Pki.X509;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Ocsp;

/// <summary>
/// Has a delegated responder issued and renews it after two thirds of its life. The name of the new key and the request for its certificate are stored before that is
/// asked for, so that a crash between the two, or a second activation, ends in the same certificate (law 2). A responder whose certificate is revoked or on hold is replaced, key and all, when
/// it is next asked for; a silo asks once a minute. An authority that can have no delegated responder is its own.
/// </summary>
internal sealed partial class OcspResponderGrain(
    [PersistentState("ucm.state.ocsp-responder", GrainStorageNames.Audited)] IPersistentState<OcspResponderState> state,
    KeyVault vault,
    ICertificateStore certificates,
    TimeProvider clock,
    ILogger<OcspResponderGrain> log) : Grain, IOcspResponderGrain
{
    public const string KeyPurpose = "ocsp-responder";
    private const string Component = "ocsp-responder";

    /// <summary>A renewal has three writes that another activation can be quicker with.</summary>
    private const int MaxAttempts = 4;
    private Task<Outcome<OcspResponder>>? renewal;

    private OcspResponderKey Key => OcspResponderKey.Parse(this.GetPrimaryKeyString());

    private AuthorityId Authority => Key.Authority;

    public async Task<Outcome<OcspResponder>> Get(CancellationToken cancellationToken)
    {
        if (await FindOwn(cancellationToken) is { } own)
        {
            return own;
        }

        var now = clock.GetUtcNow();
        var current = state.State.Current is { } kept && await IsGood(kept, cancellationToken) ? kept : null;
        if (current is not null && now < RenewAt(current))
        {
            return current;
        }

        // One renewal for all who ask; whoever gives up waiting does not cancel it for the others.
        if (renewal is null or { IsCompleted: true })
        {
            renewal = Try();
        }

        if (current is not null && now < current.NotAfter)
        {
            return current;
        }

        return await renewal.WaitAsync(cancellationToken);
    }

    private KeyAlgorithm Algorithm =>
        KeyAlgorithms.TryParse(Key.KeyAlgorithm, out var algorithm) ? algorithm : throw new FormatException($"There is no key '{Key.KeyAlgorithm}'.");

    /// <summary>The subject of an authority's delegated responder.</summary>
    internal static DistinguishedName SubjectOf(AuthorityId authority) => DistinguishedName.Parse($"CN=OCSP responder of {authority}");

    internal static DateTimeOffset RenewAt(OcspResponder responder) => responder.NotBefore + ((responder.NotAfter - responder.NotBefore) * 2 / 3);

    /// <summary>Null when a responder can be delegated.</summary>
    private async Task<OcspResponder?> FindOwn(CancellationToken cancellationToken)
    {
        var authority = await GrainFactory.Authority(Authority).Get(cancellationToken);
        if (authority is not { Succeeded: true, Value: { KeyId: { } keyId } snapshot })
        {
            return null;
        }

        var chain = snapshot.Chain.Select(static der => ParsedCertificate.Parse(der.AsMemory()));
        return OcspDelegation.IsPossible(ParsedCertificate.Parse(snapshot.Certificate.AsMemory()), chain, SubjectOf(Authority))
            ? null
            : new OcspResponder(keyId, snapshot.Certificate, snapshot.NotBefore, snapshot.NotAfter);
    }

    /// <summary>Relying parties do not look (id-pkix-ocsp-nocheck), so it is looked after here.</summary>
    private async Task<bool> IsGood(OcspResponder responder, CancellationToken cancellationToken)
    {
        var serial = SerialNumber.FromBytes(ParsedCertificate.Parse(responder.Certificate.AsMemory()).SerialNumber.Span);
        return await certificates.FindStatus(new CertificateKey(Authority, serial), cancellationToken) is not { Status: CertificateStatus.Revoked or CertificateStatus.OnHold };
    }

    private async Task<Outcome<OcspResponder>> Try()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Renew();
            }
            catch (InconsistentStateException)
            {
                // Another activation was quicker. Nobody may be waiting for this one, so it must see to its own end.
                DeactivateOnIdle();
                if (attempt == MaxAttempts)
                {
                    throw;
                }
            }

            // Its steps are taken up where they are: the same key and request end in the same certificate.
            await state.ReadStateAsync(CancellationToken.None);
            if (state.State.Current is { } made && clock.GetUtcNow() < RenewAt(made) && await IsGood(made, CancellationToken.None))
            {
                return made;
            }
        }
    }

    private async Task<Outcome<OcspResponder>> Renew()
    {
        var keyId = state.State.PendingKeyId;
        if (keyId is null)
        {
            keyId = $"ocsp:{Authority}:{Guid.NewGuid():n}";
            await Commit(state.State with { PendingKeyId = keyId }, "ocsp-responder.begin");
        }

        var row = await vault.GetOrCreate(new VaultKeyRequest(keyId, KeyPurpose, Algorithm), Companion("ocsp-responder.key"), CancellationToken.None);
        if (state.State.PendingRequest is null)
        {
            using var key = vault.Open(row);
            await Commit(state.State with { PendingRequest = [.. CertificationRequestWriter.Write(key, DistinguishedName.Empty)] }, "ocsp-responder.request");
        }

        var command = new IssueCommand(
            new RequestId($"system:ocsp-responder:{keyId}"),
            Authority,
            ProfileKind.OcspSigning,
            state.State.PendingRequest!.Value,
            Caller.System(Component),
            new RequestedContent(Subject: SubjectOf(Authority).ToString()));
        var issued = await GrainFactory.Issuance(Authority).Issue(command, CancellationToken.None);
        if (!issued.Succeeded)
        {
            LogRefused(Authority, issued.Refusal.Detail);
            if (issued.Refusal.Code is RefusalCode.IdempotencyMismatch or RefusalCode.IssuanceVoided)
            {
                // This key will never have a certificate.
                await Commit(state.State with { PendingKeyId = null, PendingRequest = null }, "ocsp-responder.abandon");
            }

            return issued.Refusal;
        }

        var responder = new OcspResponder(keyId, issued.Value.Der, issued.Value.NotBefore, issued.Value.NotAfter);
        await Commit(new OcspResponderState { Current = responder }, "ocsp-responder.renew");
        return responder;
    }

    private Task Commit(OcspResponderState next, string action) => state.Commit(next, Companion(action), CancellationToken.None);

    private CommitCompanion Companion(string action) =>
        CommitCompanion.Of(new AuditEntry(clock.GetUtcNow(), Caller.System(Component).ToString(), null, action, $"authority:{Authority}"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Authority {Authority} issued no certificate for its OCSP responder: {Detail}")]
    private partial void LogRefused(AuthorityId authority, string detail);
}
