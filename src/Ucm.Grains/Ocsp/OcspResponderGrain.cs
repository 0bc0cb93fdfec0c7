using Microsoft.Extensions.Logging;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Signing;
using Ucm.Pki.Keys;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Ocsp;

/// <summary>
/// Has a delegated responder issued and renews it after two thirds of its life. The name of the new key is stored before its certificate is asked for, so that
/// a crash between the two ends in the same certificate (law 2).
/// </summary>
internal sealed partial class OcspResponderGrain(
    [PersistentState("ucm.state.ocsp-responder", GrainStorageNames.Audited)] IPersistentState<OcspResponderState> state,
    KeyVault vault,
    TimeProvider clock,
    ILogger<OcspResponderGrain> log) : Grain, IOcspResponderGrain
{
    public const string KeyPurpose = "ocsp-responder";
    private const string Component = "ocsp-responder";
    private Task<Outcome<OcspResponder>>? renewal;

    private AuthorityId Authority => AuthorityId.Parse(this.GetPrimaryKeyString()["ocsp:".Length..]);

    public async Task<Outcome<OcspResponder>> Get(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (state.State.Current is { } current && now < RenewAt(current))
        {
            return current;
        }

        // One renewal for all who ask; whoever gives up waiting does not cancel it for the others.
        if (renewal is null or { IsCompleted: true })
        {
            renewal = Renew();
        }

        if (state.State.Current is { } valid && now < valid.NotAfter)
        {
            return valid;
        }

        return await renewal.WaitAsync(cancellationToken);
    }

    internal static DateTimeOffset RenewAt(OcspResponder responder) => responder.NotBefore + ((responder.NotAfter - responder.NotBefore) * 2 / 3);

    private async Task<Outcome<OcspResponder>> Renew()
    {
        var keyId = state.State.PendingKeyId;
        if (keyId is null)
        {
            keyId = $"ocsp:{Authority}:{Guid.NewGuid():n}";
            await Commit(state.State with { PendingKeyId = keyId }, "ocsp-responder.begin");
        }

        var row = await vault.GetOrCreate(new VaultKeyRequest(keyId, KeyPurpose, KeyAlgorithm.EcdsaP256), Companion("ocsp-responder.key"), CancellationToken.None);
        using var key = vault.Open(row);
        var command = new IssueCommand(
            new RequestId($"system:ocsp-responder:{keyId}"),
            Authority,
            "ocsp-signing",
            [.. OcspResponderRequest.Create(key)],
            Caller.System(Component),
            new RequestedContent(Subject: $"CN=OCSP responder of {Authority}"));
        var issued = await GrainFactory.Issuance(Authority).Issue(command, CancellationToken.None);
        if (!issued.Succeeded)
        {
            LogRefused(Authority, issued.Refusal.Detail);
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
