using System.Collections.Immutable;
using Ucm.Grains.Acme.Servers;
using Ucm.Grains.Activations;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Acme;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Acme;

/// <summary>
/// Change of key: 1 claim the new key · 2 write the account, with the old key as the one to release · 3 release it. Whatever is cut off between is made up for at the
/// next activation or when the client repeats its request.
/// </summary>
internal sealed class AcmeAccountGrain(
    [PersistentState(AcmeAccountState.Name, GrainStorageNames.Audited)] IPersistentState<AcmeAccountState> account,
    IAcmeIndex index,
    AcmeAdmission admission,
    TimeProvider clock) : Grain, IAcmeAccountGrain
{
    private const int PageSize = 100;
    private static readonly TimeSpan BelievedFor = TimeSpan.FromMinutes(10);
    private AcmeAccount? view;
    private DateTimeOffset readAt;
    private int? openOrders;

    private string Id => this.GetPrimaryKeyString()["account:".Length..];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        readAt = clock.GetUtcNow();
        return Task.CompletedTask;
    }

    public Task<Outcome<AcmeAccount>> Get(CancellationToken cancellationToken)
    {
        if (account.RecordExists)
        {
            return Task.FromResult<Outcome<AcmeAccount>>(View());
        }

        this.ForgetSoon();
        return Task.FromResult<Outcome<AcmeAccount>>(AcmeRefusals.NoSuchAccount);
    }

    public async Task<Outcome<AcmeAccount>> Create(CreateAcmeAccountCommand command, string? externalAccount, CancellationToken cancellationToken)
    {
        if (!account.RecordExists)
        {
            var next = new AcmeAccountState
            {
                PublicKey = command.PublicKey,
                Thumbprint = command.Thumbprint,
                Contact = command.Contact,
                TermsAgreed = command.TermsAgreed,
                CreatedAt = clock.GetUtcNow(),
                Server = command.Server,
                ExternalAccount = externalAccount,
            };
            await Commit(next, "acme.account.create", command.Address, cancellationToken);
        }

        return View();
    }

    public async Task<Outcome<AcmeAccount>> BindExternalAccount(string kid, string? address, CancellationToken cancellationToken)
    {
        if (Refuse() is { } refusal)
        {
            return refusal;
        }

        if (account.State.ExternalAccount is null)
        {
            await Commit(account.State with { ExternalAccount = kid }, "acme.account.bind", address, cancellationToken);
        }

        return View();
    }

    public async Task<Outcome<AcmeAccount>> Update(UpdateAcmeAccountCommand command, CancellationToken cancellationToken)
    {
        if (Refuse() is { } refusal || (command.Contact is { } wished && (refusal = AcmeContacts.Check(wished)) is not null))
        {
            return refusal;
        }

        var next = account.State with
        {
            Contact = command.Contact ?? account.State.Contact,
            TermsAgreed = account.State.TermsAgreed || command.TermsAgreed == true,
            Status = command.Deactivate ? AcmeAccountStatus.Deactivated : account.State.Status,
        };
        var same = next.Status == account.State.Status && next.TermsAgreed == account.State.TermsAgreed && next.Contact.SequenceEqual(account.State.Contact);
        if (!same)
        {
            await Commit(next, command.Deactivate ? "acme.account.deactivate" : "acme.account.update", command.Address, cancellationToken);
        }

        return View();
    }

    public async Task<Outcome<AcmeAccount>> ChangeKey(ChangeAcmeKeyCommand command, CancellationToken cancellationToken)
    {
        if (Refuse() is { } refusal)
        {
            return refusal;
        }

        if (command.OldThumbprint != account.State.Thumbprint)
        {
            return new Refusal(RefusalCode.Malformed, "The old key is not the account's key.");
        }

        if ((AcmeKeys.CheckThumbprint(command.PublicKey, command.Thumbprint) ?? AcmeKeys.CheckStrength(command.PublicKey)
            ?? await admission.AdmitKeyChange(account.State.Server, Id, cancellationToken)) is { } unfit)
        {
            return unfit;
        }

        await ReleaseFormerKey(cancellationToken);
        var holder = await GrainFactory.AcmeAccountKey(command.Thumbprint).Claim(Id, cancellationToken);
        if (holder != Id || command.Thumbprint == account.State.Thumbprint)
        {
            // In use (RFC 8555 §7.3.5): the answer names the account that has it, and nothing more about it.
            return View() with { Id = holder, Thumbprint = account.State.Thumbprint };
        }

        var next = account.State with { PublicKey = command.PublicKey, Thumbprint = command.Thumbprint, FormerThumbprint = account.State.Thumbprint };
        await Commit(next, "acme.account.change-key", command.Address, cancellationToken);
        await ReleaseFormerKey(cancellationToken);
        return View();
    }

    public async Task<Outcome<AcmeAccount>> AdmitOrder(string server, bool replaces, CancellationToken cancellationToken)
    {
        // The cleanup deletes accounts that were not used for long without telling them.
        if (clock.GetUtcNow() - readAt > BelievedFor)
        {
            await account.ReadStateAsync(cancellationToken);
            (view, readAt) = (null, clock.GetUtcNow());
        }

        if (Refuse() is { } refusal)
        {
            this.ForgetSoon();
            return refusal;
        }

        var (admitted, open) = await admission.AdmitOrder(server, Id, openOrders, replaces, cancellationToken);
        openOrders = open;
        return admitted is null ? View() : admitted;
    }

    public async Task<Outcome<AcmeAccount>> Revoke(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.May(Permission.AcmeManage))
        {
            return Refusals.Forbidden(Permission.AcmeManage);
        }

        if (!account.RecordExists)
        {
            this.ForgetSoon();
            return new Refusal(RefusalCode.NotFound, "There is no such account.");
        }

        if (account.State.Status != AcmeAccountStatus.Revoked)
        {
            var entry = new AuditEntry(clock.GetUtcNow(), caller.ToString(), caller.Address, "acme.account.revoke", $"acme-account:{Id}");
            await Commit(account.State with { Status = AcmeAccountStatus.Revoked }, entry, cancellationToken);
        }

        return View();
    }

    public async Task<Outcome<AcmeOrderPage>> ListOrders(string? cursor, CancellationToken cancellationToken)
    {
        var rows = await index.ListOrders(Id, clock.GetUtcNow(), cursor, PageSize + 1, cancellationToken);
        var page = rows.Take(PageSize).Select(static row => row.Id).ToImmutableArray();
        return new AcmeOrderPage(page, rows.Length > PageSize ? page[^1] : null);
    }

    private async Task ReleaseFormerKey(CancellationToken cancellationToken)
    {
        if (account.State.FormerThumbprint is { } former && former != account.State.Thumbprint)
        {
            await GrainFactory.AcmeAccountKey(former).Release(Id, cancellationToken);
        }
    }

    private Refusal? Refuse() =>
        !account.RecordExists ? AcmeRefusals.NoSuchAccount
        : account.State.Status != AcmeAccountStatus.Valid ? AcmeRefusals.Deactivated
        : null;

    private Task Commit(AcmeAccountState next, string action, string? address, CancellationToken cancellationToken) =>
        Commit(next, new AuditEntry(clock.GetUtcNow(), $"acmeaccount:{Id}", address, action, $"acme-account:{Id}"), cancellationToken);

    private async Task Commit(AcmeAccountState next, AuditEntry entry, CancellationToken cancellationToken)
    {
        // Reads interleave: until the write is durable they see what was before it.
        view = account.RecordExists ? View() : null;
        var row = new AcmeAccountRow(Id, next.Thumbprint, next.Status.ToString().ToLowerInvariant(), next.CreatedAt)
        {
            UsedAt = clock.GetUtcNow(),
            Server = next.Server ?? AcmeServer.Default,
            ExternalAccount = next.ExternalAccount,
        };
        await account.Commit(next, CommitCompanion.Of(entry) with { Index = [row] }, cancellationToken);
        view = null;
    }

    private AcmeAccount View() => view ??= new AcmeAccount(
        Id,
        account.State.Status,
        account.State.PublicKey,
        account.State.Thumbprint,
        account.State.Contact,
        account.State.TermsAgreed,
        account.State.CreatedAt)
    {
        Server = account.State.Server,
        ExternalAccount = account.State.ExternalAccount,
    };
}
