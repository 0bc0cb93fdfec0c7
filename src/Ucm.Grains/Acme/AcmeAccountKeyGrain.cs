using Ucm.Grains.Acme.ExternalAccounts;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Activations;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Acme;

/// <summary>
/// New account: 1 the thumbprint must be the key's · 2 the rules of the ACME server and the limit of the client's address · 3 the binding to an
/// external account is good · 4 claim the key for an id in this grain's row, whose version decides every race · 5 the external account key counts the
/// account · 6 create the account. A crash between leaves a claim whose account is created the next time the key comes.
/// </summary>
internal sealed class AcmeAccountKeyGrain(
    [PersistentState(AcmeAccountKeyState.Name, GrainStorageNames.Audited)] IPersistentState<AcmeAccountKeyState> key,
    AcmeServers servers,
    AcmeAdmission admission,
    ExternalAccountBinder binder,
    TimeProvider clock) : Grain, IAcmeAccountKeyGrain
{
    private string Thumbprint => this.GetPrimaryKeyString()["acme-key:".Length..];

    public async Task<Outcome<FoundAcmeAccount>> FindOrCreate(CreateAcmeAccountCommand command, CancellationToken cancellationToken)
    {
        if (AcmeKeys.CheckThumbprint(command.PublicKey, Thumbprint, command.Thumbprint) is { } mismatch)
        {
            this.ForgetSoon();
            return mismatch;
        }

        if (key.State.Account is { } known)
        {
            var found = await GrainFactory.AcmeAccount(known).Get(cancellationToken);
            if (found.Succeeded)
            {
                return found.Value.Status == AcmeAccountStatus.Valid ? await Bound(found.Value, command, cancellationToken) : AcmeRefusals.Deactivated;
            }
        }

        if (command.OnlyReturnExisting)
        {
            this.ForgetSoon();
            return AcmeRefusals.NoSuchAccount;
        }

        var server = await servers.Find(command.Server, cancellationToken);
        if ((server.Refusal ?? Check(command, server.Value!) ?? await admission.AdmitAccount(server.Value!, command.Address, cancellationToken)) is { } refusal)
        {
            this.ForgetSoon();
            return refusal;
        }

        // A claim without its account is left by a crash, or the cleanup is deleting it: written again, it is one that the cleanup leaves alone.
        await key.ReadStateAsync(cancellationToken);
        var account = key.State.Account ?? AcmeIds.New();
        var (kid, unbound) = await binder.Verify(command, server.Value!, account, cancellationToken);
        if (unbound is not null)
        {
            this.ForgetSoon();
            return unbound;
        }

        await Write(account, account, "acme.key.claim", cancellationToken);
        if (kid is not null && await binder.Count(kid, command, server.Value!, account, cancellationToken) is { } full)
        {
            return full;
        }

        var created = await GrainFactory.AcmeAccount(account).Create(command, kid, cancellationToken);
        return created.Succeeded ? new FoundAcmeAccount(created.Value, Created: true) : created.Refusal;
    }

    public async Task<string> Claim(string account, CancellationToken cancellationToken)
    {
        if (key.State.Account is { } holder && holder != account)
        {
            // The cleanup may have deleted the holder.
            await key.ReadStateAsync(cancellationToken);
        }

        if (key.State.Account is null)
        {
            await Write(account, account, "acme.key.claim", cancellationToken);
        }

        return key.State.Account!;
    }

    public Task Release(string account, CancellationToken cancellationToken) =>
        key.State.Account == account ? Write(account, null, "acme.key.release", cancellationToken) : Task.CompletedTask;

    /// <summary>An account that is not bound yet is bound by a good binding; one that is keeps its own, whatever is sent.</summary>
    private async Task<Outcome<FoundAcmeAccount>> Bound(AcmeAccount found, CreateAcmeAccountCommand command, CancellationToken cancellationToken)
    {
        if (found.ExternalAccount is not null || command.OnlyReturnExisting)
        {
            return new FoundAcmeAccount(found, Created: false);
        }

        var server = await servers.Find(command.Server, cancellationToken);
        if (!server.Succeeded)
        {
            return command.ExternalAccountBinding is null ? new FoundAcmeAccount(found, Created: false) : server.Refusal;
        }

        var (kid, refusal) = await binder.Verify(command, server.Value, found.Id, cancellationToken);
        if (kid is null || refusal is not null)
        {
            return refusal is null ? new FoundAcmeAccount(found, Created: false) : refusal;
        }

        if (await binder.Count(kid, command, server.Value, found.Id, cancellationToken) is { } full)
        {
            return full;
        }

        var bound = await GrainFactory.AcmeAccount(found.Id).BindExternalAccount(kid, command.Address, cancellationToken);
        return bound.Succeeded ? new FoundAcmeAccount(bound.Value, Created: false) : bound.Refusal;
    }

    private Task Write(string account, string? holder, string action, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(clock.GetUtcNow(), $"acmeaccount:{account}", null, action, $"acme-key:{Thumbprint}");
        return key.Commit(new AcmeAccountKeyState { Account = holder }, CommitCompanion.Of(entry), cancellationToken);
    }

    private static Refusal? Check(CreateAcmeAccountCommand command, AcmeServer server)
    {
        if (server.ExternalAccount == ExternalAccountUse.Required && command.ExternalAccountBinding is null)
        {
            return ExternalAccountRefusals.Required;
        }

        if (server.TermsOfService is not null && !command.TermsAgreed)
        {
            return new Refusal(RefusalCode.UserActionRequired, "The terms of service have to be agreed to.");
        }

        return AcmeKeys.CheckStrength(command.PublicKey) ?? AcmeContacts.Check(command.Contact);
    }
}
