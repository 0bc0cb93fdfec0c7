using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ucm.Grains.Activations;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Objects;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Objects;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Acme;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Acme.ExternalAccounts;

/// <summary>
/// Keeps one external account key. Bind: 1 the binding is of this key, this account and this request · 2 the MAC · 3 the key may be used · 4 the
/// account is counted, in the commit whose version decides between two at once.
/// </summary>
internal sealed class ExternalAccountKeyGrain(
    [PersistentState(ExternalAccountKeyState.Name, GrainStorageNames.Audited)] IPersistentState<ExternalAccountKeyState> key,
    ExternalAccountSecrets secrets,
    AuthoritySnapshots snapshots,
    IExternalAccountIndex index,
    TimeProvider clock) : Grain, IExternalAccountKeyGrain
{
    private ExternalAccountKey? view;

    private string Kid => this.GetPrimaryKeyString()["acme-eab:".Length..];

    public async Task<Outcome<ExternalAccountKeyWithSecret>> Create(CreateExternalAccountKeyCommand command, CancellationToken cancellationToken)
    {
        if (!command.Caller.May(Permission.AcmeManage))
        {
            return Nobody(Refusals.Forbidden(Permission.AcmeManage));
        }

        if (!AcmeIds.IsId(Kid))
        {
            return Nobody(new Refusal(RefusalCode.Malformed, "A kid has 32 hexadecimal digits in lower case."));
        }

        var request = SHA256.HashData(Encoding.UTF8.GetBytes($"{command.Caller}\n{command.Content}"));
        if (key.State.Exists)
        {
            return key.State.Request.AsSpan().SequenceEqual(request)
                ? new ExternalAccountKeyWithSecret(await Counted(cancellationToken), [])
                : new Refusal(RefusalCode.IdempotencyMismatch, "The idempotency key was used before, for another external account key.");
        }

        var content = await Normalize(command.Content, null, cancellationToken);
        if (!content.Succeeded)
        {
            return Nobody(content.Refusal);
        }

        var now = clock.GetStoredNow();
        var next = new ExternalAccountKeyState
        {
            Status = ExternalAccountKeyStatus.Enabled,
            Content = content.Value,
            CreatedAt = now,
            CreatedBy = command.Caller.ToString(),
            Request = ImmutableArray.Create(request),
        };
        return await WithNewSecret(next, "create", command.Caller, cancellationToken);
    }

    public async Task<Outcome<ExternalAccountKey>> Get(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.May(Permission.AcmeRead))
        {
            return Nobody(Refusals.Forbidden(Permission.AcmeRead));
        }

        return key.State.Exists ? await Counted(cancellationToken) : Nobody(ExternalAccountRefusals.NoSuchKey);
    }

    public async Task<Outcome<ExternalAccountKey>> Change(ChangeExternalAccountKeyCommand command, CancellationToken cancellationToken)
    {
        if (RefuseChange(command.Caller, command.ExpectedVersion) is { } refusal)
        {
            return refusal;
        }

        var content = await Normalize(command.Content, key.State.Content, cancellationToken);
        if (!content.Succeeded)
        {
            return content.Refusal;
        }

        if (content.Value != key.State.Content)
        {
            var changes = JsonDifference.Of(Json(key.State.Content), Json(content.Value));
            await Commit(
                key.State with { Content = content.Value },
                "change",
                ObjectAudit.Describe(key.State.Version + 1, null, changes),
                command.Caller,
                cancellationToken);
        }

        return await Counted(cancellationToken);
    }

    public async Task<Outcome<ExternalAccountKeyWithSecret>> Rotate(RotateExternalAccountKeyCommand command, CancellationToken cancellationToken) =>
        RefuseChange(command.Caller, command.ExpectedVersion) is { } refusal
            ? refusal
            : await WithNewSecret(key.State, "rotate", command.Caller, cancellationToken);

    public async Task<Outcome<ExternalAccountKey>> SetStatus(SetExternalAccountKeyStatusCommand command, CancellationToken cancellationToken)
    {
        if (RefuseChange(command.Caller, command.ExpectedVersion) is { } refusal)
        {
            return refusal;
        }

        if (command.Status != key.State.Status)
        {
            var action = command.Status == ExternalAccountKeyStatus.Enabled ? "enable" : "disable";
            await Commit(key.State with { Status = command.Status }, action, "{}", command.Caller, cancellationToken);
        }

        return await Counted(cancellationToken);
    }

    public async Task<Outcome<ExternalAccountKey>> CheckBinding(BindExternalAccountCommand command, CancellationToken cancellationToken) =>
        await RefuseBinding(command, cancellationToken) is { } refusal ? Nobody(refusal) : Present();

    public async Task<Outcome<ExternalAccountKey>> Bind(BindExternalAccountCommand command, CancellationToken cancellationToken)
    {
        if (await RefuseBinding(command, cancellationToken) is { } refusal)
        {
            return Nobody(refusal);
        }

        if (await index.FindBinding(command.Account, cancellationToken) != Kid)
        {
            await Keep(key.State with { Bindings = key.State.Bindings + 1 }, ExternalAccountAudit.Bound(Kid, command, clock.GetStoredNow()), cancellationToken);
        }

        return Present();
    }

    public Task<Outcome<ExternalAccountKey>> Look(CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<ExternalAccountKey>>(key.State.Exists ? view ?? Present() : Nobody(ExternalAccountRefusals.NoSuchKey));

    private static JsonObject Json(string content) => JsonNode.Parse(content)!.AsObject();

    /// <summary>Law 7: a kid that was never given leaves nothing in memory.</summary>
    private Refusal Nobody(Refusal refusal)
    {
        if (!key.State.Exists)
        {
            this.ForgetSoon();
        }

        return refusal;
    }

    private Refusal? RefuseChange(Caller caller, long? expected)
    {
        if (!caller.May(Permission.AcmeManage))
        {
            return Nobody(Refusals.Forbidden(Permission.AcmeManage));
        }

        if (!key.State.Exists)
        {
            return Nobody(ExternalAccountRefusals.NoSuchKey);
        }

        return expected is { } version && version != key.State.Version
            ? new Refusal(RefusalCode.StaleVersion, $"The external account key has version {key.State.Version} by now, not {version}; read it again.")
            : null;
    }

    /// <param name="target">What <paramref name="content"/> is a merge patch to; null when it is the whole document.</param>
    private async Task<Outcome<string>> Normalize(string content, string? target, CancellationToken cancellationToken)
    {
        if (content.Length > SaveObjectCommand.MaxContent || ObjectJson.TryParse(content) is not { } given)
        {
            return new Refusal(RefusalCode.Malformed, $"The external account key must be a JSON object of at most {SaveObjectCommand.MaxContent} characters.");
        }

        var seen = await snapshots.ConfirmLatest(cancellationToken);
        return seen.Succeeded
            ? ExternalAccountKind.Instance.Normalize(
                target is null ? given : JsonMergePatch.Apply(Json(target), given), new ObjectSurroundings(seen.Value.Catalog, seen.Value.Objects))
            : seen.Refusal;
    }

    private async Task<Refusal?> RefuseBinding(BindExternalAccountCommand command, CancellationToken cancellationToken)
    {
        var binding = ExternalAccountBindings.Read(command.Binding, command.Thumbprint);
        if (!binding.Succeeded)
        {
            return binding.Refusal;
        }

        if (!secrets.Verify(Kid, key.State.Envelope, binding.Value) || binding.Value.KeyId != Kid)
        {
            return ExternalAccountRefusals.NotBound;
        }

        var terms = ExternalAccountKind.ReadTerms(key.State.Content);
        if (terms.RefuseUse(key.State.Status == ExternalAccountKeyStatus.Enabled, command.Server, clock.GetUtcNow()) is { } refusal)
        {
            return refusal;
        }

        var isFull = terms.MaximumAccounts is { } maximum
            && await index.FindBinding(command.Account, cancellationToken) != Kid
            && await index.CountAccounts(Kid, cancellationToken) >= maximum;
        return isFull
            ? new Refusal(RefusalCode.Forbidden, $"As many accounts as may be are bound by the external account key: {terms.MaximumAccounts}.")
            : null;
    }

    private async Task<Outcome<ExternalAccountKeyWithSecret>> WithNewSecret(
        ExternalAccountKeyState next, string action, Caller caller, CancellationToken cancellationToken)
    {
        var (secret, envelope) = secrets.Make(Kid);
        try
        {
            next = next with { Envelope = envelope, KeyChangedAt = clock.GetStoredNow() };
            await Commit(next, action, action == "create" ? next.Content : "{}", caller, cancellationToken);
            return new ExternalAccountKeyWithSecret(await Counted(cancellationToken), ImmutableArray.Create(secret));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private Task Commit(ExternalAccountKeyState next, string action, string detail, Caller caller, CancellationToken cancellationToken)
    {
        next = next with { Version = key.State.Version + 1, ChangedAt = clock.GetStoredNow(), ChangedBy = caller.ToString() };
        return Keep(next, ExternalAccountAudit.Changed(Kid, next, action, detail, caller), cancellationToken);
    }

    private async Task Keep(ExternalAccountKeyState next, CommitCompanion companion, CancellationToken cancellationToken)
    {
        // Looks interleave: until the write is durable they see what was before it.
        view = key.State.Exists ? Present() : null;
        try
        {
            await key.Commit(next, companion, cancellationToken);
        }
        finally
        {
            view = null;
        }
    }

    private async Task<ExternalAccountKey> Counted(CancellationToken cancellationToken) =>
        Present() with { Accounts = await index.CountAccounts(Kid, cancellationToken) };

    private ExternalAccountKey Present()
    {
        var now = key.State;
        return new ExternalAccountKey(
            Kid, now.Version, now.Status, now.Content, null, now.CreatedAt, now.CreatedBy, now.ChangedAt, now.ChangedBy, now.KeyChangedAt);
    }
}
