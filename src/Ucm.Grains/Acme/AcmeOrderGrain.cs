using Microsoft.Extensions.Logging;
using Ucm.Grains.Acme.Limits;
using Ucm.Grains.Acme.Reuse;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Activations;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Acme;

/// <summary>
/// newOrder: 1 plan (see AcmeOrderPlanner) · 2 write. Challenge: 1 the first attempt at once, further ones in the background · 2 write the result.
/// Finalize: 1 check the request · 2 issue, answer and write (see AcmeOrderFinalization). A frontend says which account asks; what the account is,
/// and its key, only the account's grain says.
/// </summary>
internal sealed class AcmeOrderGrain(
    [PersistentState(AcmeOrderState.Name, GrainStorageNames.Audited)] IPersistentState<AcmeOrderState> stored,
    AcmeOrderPlanner planner,
    AcmeAuthorizationPlanner authorizations,
    AcmeOrderIssuance issuance,
    ValidationPolicies policies,
    AcmeOrderCommits commits,
    AuthorizationSources sources,
    AcmeLimits limits,
    ValidationSlots slots,
    ILogger<AcmeOrderGrain> log,
    TimeProvider clock) : Grain, IAcmeOrderGrain, IAcmeOrderRecorder
{
    /// <summary>How long the answer to a client waits for the first attempt at its challenge.</summary>
    private static readonly TimeSpan FirstAttemptWait = TimeSpan.FromMilliseconds(50);

    private readonly ValidationRuns runs = new(slots);
    private AcmeOrderRecord? record;
    private AcmeOrderFinalization? finalization;

    private string Id => this.GetPrimaryKeyString()["order:".Length..];

    private AcmeOrderRecord Order => record ??= new AcmeOrderRecord(Id, stored, commits);

    private AcmeOrderFinalization Finalization => finalization ??= new AcmeOrderFinalization(this, Id, Order, issuance, log);

    private AcmeOrderState State => Order.State;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Finalization.Begin(cancellationToken);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        runs.GiveBack();
        return Finalization.End(cancellationToken);
    }

    public Task<Outcome<AcmeOrder>> Create(CreateAcmeOrderCommand command, CancellationToken cancellationToken) =>
        Create(() => planner.Plan(command, cancellationToken), "acme.order.create", command.Address, cancellationToken);

    public Task<Outcome<AcmeOrder>> CreateAuthorization(CreateAcmeAuthorizationCommand command, CancellationToken cancellationToken) =>
        Create(() => authorizations.Plan(command, cancellationToken), "acme.authorization.create", command.Address, cancellationToken);

    public Task<Outcome<AcmeOrder>> Get(string account, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<AcmeOrder>>(IsOf(account) ? View() : NoSuchOrder());

    public async Task<Outcome<AcmeOrder>> Respond(RespondCommand command, CancellationToken cancellationToken)
    {
        if (!IsOf(command.Account))
        {
            return NoSuchOrder();
        }

        var now = State.At(clock.GetUtcNow());
        if (now.Find(command.Authorization, command.Type) is not { } challenge)
        {
            return AcmeRefusals.NoSuchAuthorization;
        }

        var waits = now.Authorizations[command.Authorization].Status == AcmeAuthorizationStatus.Pending
            && challenge.Status == AcmeChallengeStatus.Pending
            && !runs.IsUnderWay(command.Authorization, command.Type);
        return waits && await Start(command, challenge, cancellationToken) is { } refusal ? refusal : View();
    }

    public async Task<Outcome<AcmeOrder>> Deactivate(string account, int authorization, CancellationToken cancellationToken)
    {
        if (!IsOf(account))
        {
            return NoSuchOrder();
        }

        // An order that another activation finalized meanwhile is valid and stays so.
        await Finalization.Recover(cancellationToken);
        var next = State.Deactivate(authorization, clock.GetUtcNow());
        if (!next.Succeeded)
        {
            return next.Refusal;
        }

        if (next.Value != State)
        {
            // One that is used again is given up where it was proved, or the next order would have it once more.
            await sources.Deactivate(account, State.Authorizations[authorization].Source, cancellationToken);
            await Order.Commit(next.Value, new OrderChange("acme.authorization.deactivate"), cancellationToken);
        }

        return View();
    }

    public async Task<Outcome<AcmeOrder>> Finalize(FinalizeCommand command, CancellationToken cancellationToken)
    {
        if (!IsOf(command.Account) || State.IsAuthorization)
        {
            return NoSuchOrder();
        }

        var now = State.At(clock.GetUtcNow());
        if (now.Status is AcmeOrderStatus.Processing or AcmeOrderStatus.Valid)
        {
            // A client that lost the answer asks again with the same octets. Another request must not seem to have been certified.
            return await Finalization.IsOf(command.Csr, cancellationToken) ? View() : AcmeOrderFinalization.WithAnotherRequest(now.Status);
        }

        if (now.Status != AcmeOrderStatus.Ready)
        {
            return new Refusal(RefusalCode.OrderNotReady, $"The order is {now.Status.ToString().ToLowerInvariant()}.");
        }

        var account = await GrainFactory.AcmeAccount(command.Account).Get(cancellationToken);
        var final = account.RefuseUse() is { } unusable ? unusable : await issuance.Prepare(State, command.Csr, account.Value!, cancellationToken);
        if (!final.Succeeded)
        {
            return final.Refusal;
        }

        return await Finalization.Finalize(final.Value, command.Address, cancellationToken) is { } refused ? refused : View();
    }

    public async Task<Outcome<AcmeCertificate>> GetCertificate(string account, CancellationToken cancellationToken) =>
        IsOf(account) && State.Certificate is { } key
            ? await Finalization.GetCertificate(key, cancellationToken)
            : new Refusal(RefusalCode.NotFound, "There is no such certificate.");

    public async Task Record(int authorization, string type, CancellationToken cancellationToken)
    {
        if (runs.OutcomeOf(authorization, type) is not { } attempts)
        {
            return;
        }

        var current = State.Authorizations[authorization];
        if (current.Status == AcmeAuthorizationStatus.Pending && State.Find(authorization, type) is { } challenge)
        {
            var next = State.With(authorization, current.Decide(challenge, attempts));
            var lifetime = attempts[^1].Error is null ? await commits.LifetimeOf(next, cancellationToken) : null;
            next = lifetime is { } life ? next.Until(authorization, AcmeOrderPlanner.Seconds(clock.GetUtcNow() + life)) : next;
            var action = attempts[^1] switch
            {
                { Error: not null } => "acme.challenge.invalid",
                { Caa.Refusal: not null } => "acme.challenge.valid-against-caa",
                _ => "acme.challenge.valid",
            };
            await Order.Commit(next.Advance(), new OrderChange(action) { AsksAgain = true, Reuses = lifetime is not null }, cancellationToken);
            await limits.Note(State.Server, State.Account, current.Identifier, failed: attempts[^1].Error is not null, cancellationToken);
        }

        runs.Remove(authorization, type);
    }

    private async Task<Outcome<AcmeOrder>> Create(Func<Task<Outcome<AcmeOrderState>>> plan, string action, string? address, CancellationToken cancellationToken)
    {
        if (Order.Exists)
        {
            return new Refusal(RefusalCode.Conflict, "The order exists.");
        }

        var planned = AcmeIds.IsId(Id) ? await plan() : AcmeRefusals.BadOrderId;
        if (!planned.Succeeded)
        {
            DeactivateOnIdle();
            return planned.Refusal;
        }

        await Order.Commit(planned.Value, new OrderChange(action, address), cancellationToken);
        return View();
    }

    private async Task<Refusal?> Start(RespondCommand command, AcmeChallenge challenge, CancellationToken cancellationToken)
    {
        var account = await GrainFactory.AcmeAccount(command.Account).Get(cancellationToken);
        var policy = await policies.Find(State.Server, command.Account, cancellationToken);
        if ((account.RefuseUse() ?? policy.Refusal) is { } refusal)
        {
            return refusal;
        }

        var name = State.Authorizations[command.Authorization].Identifier;
        var request = new ValidationRequest(name, command.Type, challenge.Token, $"{challenge.Token}.{account.Value!.Thumbprint}", policy.Value);
        var run = new ValidationRun(GrainFactory, this.AsReference<IAcmeOrderRecorder>(), command.Authorization, request);
        if (runs.TryAdd(command.Account, (command.Authorization, command.Type), run) is { } busy)
        {
            return busy;
        }

        await Begin(run, command);
        return null;
    }

    /// <summary>A host nearby answers before the client could ask what became of it. Others are waited for in the background.</summary>
    private async Task Begin(ValidationRun run, RespondCommand command)
    {
        await Task.WhenAny(run.Begin(), Task.Delay(FirstAttemptWait, clock));
        try
        {
            if (run.Outcome is not null)
            {
                await Record(command.Authorization, command.Type, CancellationToken.None);
            }
        }
        finally
        {
            if (runs.IsUnderWay(command.Authorization, command.Type))
            {
                run.GoOn(this);
            }
        }
    }

    private bool IsOf(string account) => Order.Exists && State.Account == account;

    private Refusal NoSuchOrder()
    {
        if (!Order.Exists)
        {
            this.ForgetSoon();
        }

        return AcmeRefusals.NoSuchOrder;
    }

    private AcmeOrder View() => State.Show(Id, clock.GetUtcNow(), runs);
}
