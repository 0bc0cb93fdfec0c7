using Ucm.Grains.Acme.Limits;
using Ucm.Grains.Acme.Reuse;
using Ucm.Grains.Acme.Validation;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Acme;

/// <summary>
/// newOrder: 1 plan (see AcmeOrderPlanner) · 2 write. Challenge: 1 attempts in the background, over time · 2 write the result. Finalize: 1 check the
/// request · 2 write "processing" · 3 issue with the order as request id · 4 write the result. A cut after 2 resumes at the next activation; the
/// request id makes 3 happen once (law 2). A frontend says which account asks; what the account is, and its key, only the account's grain says.
/// </summary>
internal sealed class AcmeOrderGrain(
    [PersistentState(AcmeOrderState.Name, GrainStorageNames.Audited)] IPersistentState<AcmeOrderState> order,
    AcmeOrderPlanner planner,
    AcmeAuthorizationPlanner authorizations,
    AcmeOrderIssuance issuance,
    ValidationPolicies policies,
    AcmeOrderCommits commits,
    AuthorizationSources sources,
    AcmeLimits limits,
    ValidationSlots slots,
    TimeProvider clock) : Grain, IAcmeOrderGrain, IAcmeOrderRecorder
{
    private readonly ValidationRuns runs = new(slots);
    private IGrainTimer? resume;
    private AcmeCertificate? certificate;
    private int faults;

    private string Id => this.GetPrimaryKeyString()["order:".Length..];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (order.RecordExists && order.State.Status == AcmeOrderStatus.Processing)
        {
            ResumeAfter(TimeSpan.Zero);
        }

        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        runs.GiveBack();
        return Task.CompletedTask;
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

        var now = order.State.At(clock.GetUtcNow());
        if (now.Find(command.Authorization, command.Type) is not { } challenge)
        {
            return AcmeRefusals.NoSuchAuthorization;
        }

        var waits = now.Authorizations[command.Authorization].Status == AcmeAuthorizationStatus.Pending && challenge.Status == AcmeChallengeStatus.Pending;
        return waits && await Start(command, challenge, cancellationToken) is { } refusal ? refusal : View();
    }

    public async Task<Outcome<AcmeOrder>> Deactivate(string account, int authorization, CancellationToken cancellationToken)
    {
        if (!IsOf(account))
        {
            return NoSuchOrder();
        }

        var next = order.State.Deactivate(authorization, clock.GetUtcNow());
        if (!next.Succeeded)
        {
            return next.Refusal;
        }

        if (next.Value != order.State)
        {
            // One that is used again is given up where it was proved, or the next order would have it once more.
            await sources.Deactivate(account, order.State.Authorizations[authorization].Source, cancellationToken);
            await Commit(next.Value, "acme.authorization.deactivate", null, cancellationToken);
        }

        return View();
    }

    public async Task<Outcome<AcmeOrder>> Finalize(FinalizeCommand command, CancellationToken cancellationToken)
    {
        if (!IsOf(command.Account) || order.State.IsAuthorization)
        {
            return NoSuchOrder();
        }

        var now = order.State.At(clock.GetUtcNow());
        if (now.Status is AcmeOrderStatus.Processing or AcmeOrderStatus.Valid)
        {
            // The same octets: a client that lost the answer asks again. Others must not believe that theirs was certified.
            return now.Csr.AsSpan().SequenceEqual(command.Csr.AsSpan())
                ? View()
                : new Refusal(RefusalCode.OrderNotReady, $"The order is {now.Status.ToString().ToLowerInvariant()} already, with another request than this one.");
        }

        if (now.Status != AcmeOrderStatus.Ready)
        {
            return new Refusal(RefusalCode.OrderNotReady, $"The order is {now.Status.ToString().ToLowerInvariant()}.");
        }

        var account = await GrainFactory.AcmeAccount(command.Account).Get(cancellationToken);
        var final = account.RefuseUse() is { } unusable ? unusable : await issuance.Prepare(order.State, command.Csr, account.Value!, cancellationToken);
        if (!final.Succeeded)
        {
            return final.Refusal;
        }

        await Commit(final.Value, "acme.order.finalize", command.Address, cancellationToken);
        ResumeAfter(AcmeOrderIssuance.RetryInterval);
        return await Issue(cancellationToken) is { } refused ? refused : View();
    }

    public async Task<Outcome<AcmeCertificate>> GetCertificate(string account, CancellationToken cancellationToken)
    {
        if (!IsOf(account) || order.State.Certificate is not { } key)
        {
            return new Refusal(RefusalCode.NotFound, "There is no such certificate.");
        }

        if (certificate is null)
        {
            var fetched = await issuance.Fetch(key, cancellationToken);
            if (!fetched.Succeeded)
            {
                return fetched;
            }

            certificate = fetched.Value;
        }

        return await issuance.WithAlternates(certificate, cancellationToken);
    }

    public async Task Record(int authorization, string type, CancellationToken cancellationToken)
    {
        if (runs.OutcomeOf(authorization, type) is not { } attempts)
        {
            return;
        }

        var current = order.State.Authorizations[authorization];
        if (current.Status == AcmeAuthorizationStatus.Pending && order.State.Find(authorization, type) is { } challenge)
        {
            var next = order.State.With(authorization, current.Decide(challenge, attempts));
            var lifetime = attempts[^1].Error is null ? await commits.LifetimeOf(next, cancellationToken) : null;
            next = lifetime is { } life ? next.Until(authorization, AcmeOrderPlanner.Seconds(clock.GetUtcNow() + life)) : next;
            var action = attempts[^1] switch
            {
                { Error: not null } => "acme.challenge.invalid",
                { Caa.Refusal: not null } => "acme.challenge.valid-against-caa",
                _ => "acme.challenge.valid",
            };
            await Commit(next.Advance(), action, null, cancellationToken, asksAgain: true, reuses: lifetime is not null);
            await limits.Note(order.State.Server, order.State.Account, current.Identifier, failed: attempts[^1].Error is not null, cancellationToken);
        }

        runs.Remove(authorization, type);
    }

    private async Task<Outcome<AcmeOrder>> Create(Func<Task<Outcome<AcmeOrderState>>> plan, string action, string? address, CancellationToken cancellationToken)
    {
        if (order.RecordExists)
        {
            return new Refusal(RefusalCode.Conflict, "The order exists.");
        }

        var planned = AcmeIds.IsId(Id) ? await plan() : AcmeRefusals.BadOrderId;
        if (!planned.Succeeded)
        {
            DeactivateOnIdle();
            return planned.Refusal;
        }

        await Commit(planned.Value, action, address, cancellationToken);
        return View();
    }

    private async Task ResumeIssuance(CancellationToken cancellationToken)
    {
        if (order.State.Status == AcmeOrderStatus.Processing)
        {
            await Issue(cancellationToken);
        }

        if (order.State.Status != AcmeOrderStatus.Processing)
        {
            resume?.Dispose();
            resume = null;
        }
    }

    /// <summary>Null unless the request was refused and the order is ready for another one.</summary>
    private async Task<Refusal?> Issue(CancellationToken cancellationToken)
    {
        var state = order.State;
        if (await Ask(state, cancellationToken) is not { } issued)
        {
            // The timer asks again.
            return null;
        }

        var decision = issuance.Decide(state, issued);
        if (decision.Next is { } next)
        {
            await Commit(next, decision.Action, null, cancellationToken);
        }

        if (decision.RetryAfter is { } delay)
        {
            ResumeAfter(delay);
        }

        if (issued.Succeeded)
        {
            resume?.Dispose();
            certificate = AcmeOrderIssuance.Present(issued.Value.Key, issued.Value.Der, issued.Value.Chain);
        }

        return decision.Refusal;
    }

    /// <summary>A fault ends this request, and the timer asks again; the last fault ends the order.</summary>
    private async Task<Outcome<IssuedCertificate>?> Ask(AcmeOrderState state, CancellationToken cancellationToken)
    {
        try
        {
            return await issuance.Ask(Id, state, cancellationToken);
        }
        catch (InvalidOperationException) when (++faults >= AcmeOrderIssuance.MaximumFaults)
        {
            return AcmeOrderIssuance.GivenUp;
        }
    }

    private async Task<Refusal?> Start(RespondCommand command, AcmeChallenge challenge, CancellationToken cancellationToken)
    {
        var account = await GrainFactory.AcmeAccount(command.Account).Get(cancellationToken);
        var policy = await policies.Find(order.State.Server, command.Account, cancellationToken);
        if ((account.RefuseUse() ?? policy.Refusal) is { } refusal)
        {
            return refusal;
        }

        return runs.Start(this, command.Account, (command.Authorization, command.Type), () =>
        {
            var name = order.State.Authorizations[command.Authorization].Identifier;
            var request = new ValidationRequest(name, command.Type, challenge.Token, $"{challenge.Token}.{account.Value!.Thumbprint}", policy.Value);
            return new ValidationRun(GrainFactory, this.AsReference<IAcmeOrderRecorder>(), command.Authorization, request);
        });
    }

    /// <summary>The timer calls back as a request of its own, so that no other turn sees a half-done issuance, and again until the order is decided.</summary>
    private void ResumeAfter(TimeSpan delay)
    {
        resume?.Dispose();
        resume = this.RegisterGrainTimer(
            static (grain, token) => grain.ResumeIssuance(token),
            this,
            new GrainTimerCreationOptions(delay, AcmeOrderIssuance.RetryInterval) { KeepAlive = true });
    }

    private bool IsOf(string account) => order.RecordExists && order.State.Account == account;

    private Refusal NoSuchOrder()
    {
        if (!order.RecordExists)
        {
            DeactivateOnIdle();
        }

        return AcmeRefusals.NoSuchOrder;
    }

    private Task Commit(
        AcmeOrderState next, string action, string? address, CancellationToken cancellationToken, bool asksAgain = false, bool reuses = false) =>
        order.Commit(next, commits.Of(Id, order.State, next, (action, address), reuses), cancellationToken, asksAgain);

    private AcmeOrder View() => order.State.Show(Id, clock.GetUtcNow(), runs);
}
