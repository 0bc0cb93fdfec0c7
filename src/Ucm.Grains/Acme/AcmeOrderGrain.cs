using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Storage.Commits;
using Ucm.Storage.GrainStorage;

namespace Ucm.Grains.Acme;

/// <summary>
/// newOrder: 1 check names · 2 write. Challenge: 1 attempts in the background, over time · 2 write the result. Finalize: 1 check the request · 2 write "processing" ·
/// 3 issue with the order as request id · 4 write the result. A cut after 2 resumes at the next activation; the request id makes 3 happen once (law 2).
/// </summary>
internal sealed class AcmeOrderGrain(
    [PersistentState(AcmeOrderState.Name, GrainStorageNames.Audited)] IPersistentState<AcmeOrderState> order,
    AcmeOrderFactory factory,
    IOptions<AcmeOptions> options,
    TimeProvider clock) : Grain, IAcmeOrderGrain, IAcmeOrderRecorder
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a client waits for its certificate before it is told to come back.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<(int Authorization, string Type), ValidationRun> runs = [];
    private IGrainTimer? resume;
    private AcmeCertificate? certificate;

    private string Id => this.GetPrimaryKeyString()["order:".Length..];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (order.RecordExists && order.State.Status == AcmeOrderStatus.Processing)
        {
            ResumeAfter(TimeSpan.Zero);
        }

        return Task.CompletedTask;
    }

    public async Task<Outcome<AcmeOrder>> Create(CreateAcmeOrderCommand command, CancellationToken cancellationToken)
    {
        if (order.RecordExists)
        {
            return new Refusal(RefusalCode.Conflict, "The order exists.");
        }

        if (factory.TryCreate(command, out var next) is { } refusal)
        {
            DeactivateOnIdle();
            return refusal;
        }

        await Commit(next!, "acme.order.create", command.Address, cancellationToken);
        return View();
    }

    public Task<Outcome<AcmeOrder>> Get(string account, CancellationToken cancellationToken) =>
        Task.FromResult<Outcome<AcmeOrder>>(IsOf(account) ? View() : NoSuchOrder());

    public Task<Outcome<AcmeOrder>> Respond(RespondCommand command, CancellationToken cancellationToken)
    {
        if (!IsOf(command.Account))
        {
            return Task.FromResult<Outcome<AcmeOrder>>(NoSuchOrder());
        }

        var now = order.State.At(clock.GetUtcNow());
        if (Find(now, command.Authorization, command.Type) is not { } challenge)
        {
            return Task.FromResult<Outcome<AcmeOrder>>(AcmeRefusals.NoSuchAuthorization);
        }

        if (now.Authorizations[command.Authorization].Status == AcmeAuthorizationStatus.Pending && challenge.Status == AcmeChallengeStatus.Pending)
        {
            Start(command, challenge);
        }

        return Task.FromResult<Outcome<AcmeOrder>>(View());
    }

    public async Task<Outcome<AcmeOrder>> Deactivate(string account, int authorization, CancellationToken cancellationToken)
    {
        if (!IsOf(account))
        {
            return NoSuchOrder();
        }

        var now = order.State.At(clock.GetUtcNow());
        if (authorization < 0 || authorization >= now.Authorizations.Length)
        {
            return AcmeRefusals.NoSuchAuthorization;
        }

        var current = now.Authorizations[authorization];
        if (current.Status == AcmeAuthorizationStatus.Deactivated)
        {
            return View();
        }

        if (current.Status is not (AcmeAuthorizationStatus.Pending or AcmeAuthorizationStatus.Valid))
        {
            return new Refusal(RefusalCode.Malformed, "Only a pending or valid authorization can be deactivated.");
        }

        var next = order.State.With(authorization, current with { Status = AcmeAuthorizationStatus.Deactivated });
        next = next.Status == AcmeOrderStatus.Ready ? next with { Status = AcmeOrderStatus.Pending } : next;
        await Commit(next.Advance(), "acme.authorization.deactivate", null, cancellationToken);
        return View();
    }

    public async Task<Outcome<AcmeOrder>> Finalize(FinalizeCommand command, CancellationToken cancellationToken)
    {
        if (!IsOf(command.Account))
        {
            return NoSuchOrder();
        }

        var now = order.State.At(clock.GetUtcNow());
        if (now.Status is AcmeOrderStatus.Processing or AcmeOrderStatus.Valid)
        {
            return View();
        }

        if (now.Status != AcmeOrderStatus.Ready)
        {
            return new Refusal(RefusalCode.OrderNotReady, $"The order is {now.Status.ToString().ToLowerInvariant()}.");
        }

        if (AcmeCsr.Check(command.Csr, now.Authorizations.Select(static authorization => authorization.Identifier), command.AccountKey.AsSpan()) is { } refusal)
        {
            return refusal;
        }

        await Commit(order.State with { Status = AcmeOrderStatus.Processing, Csr = command.Csr }, "acme.order.finalize", command.Address, cancellationToken);
        ResumeAfter(RetryInterval);
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
            var record = await GrainFactory.Certificate(key).Get(cancellationToken);
            var authority = await GrainFactory.Authority(key.Authority).Get(cancellationToken);
            if (!record.Succeeded || !authority.Succeeded)
            {
                return record.Refusal ?? authority.Refusal!;
            }

            Keep(key, record.Value.Der, [authority.Value.Certificate, .. authority.Value.Chain]);
        }

        return certificate!;
    }

    public async Task Record(int authorization, string type, CancellationToken cancellationToken)
    {
        if (!runs.TryGetValue((authorization, type), out var run) || run.Outcome is not { } attempts)
        {
            return;
        }

        var current = order.State.Authorizations[authorization];
        if (current.Status == AcmeAuthorizationStatus.Pending && Find(order.State, authorization, type) is { } challenge)
        {
            var error = attempts[^1].Error;
            var next = order.State.With(authorization, Decide(current, challenge, attempts));
            await Commit(next.Advance(), error is null ? "acme.challenge.valid" : "acme.challenge.invalid", null, cancellationToken);
        }

        runs.Remove((authorization, type));
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
        var caller = new Caller(CallerKind.AcmeAccount, state.Account, [Permission.CertificatesIssue]);
        var content = state.NotBefore is null && state.NotAfter is null ? null : new RequestedContent(NotBefore: state.NotBefore, NotAfter: state.NotAfter);
        var authority = AuthorityId.Parse(options.Value.Authority);
        var command = new IssueCommand(new RequestId($"acme:{Id}"), authority, state.Profile, state.Csr, caller, content);
        Outcome<IssuedCertificate> issued;
        try
        {
            issued = await GrainFactory.Issuance(authority).Issue(command, CancellationToken.None).WaitAsync(Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The timer asks again with the same request id and finds what became of it.
            return null;
        }

        if (issued.Succeeded)
        {
            await Commit(state with { Status = AcmeOrderStatus.Valid, Certificate = issued.Value.Key }, "acme.order.valid", null, cancellationToken);
            resume?.Dispose();
            Keep(issued.Value.Key, issued.Value.Der, issued.Value.Chain);
            return null;
        }

        switch (issued.Refusal.Code)
        {
            case RefusalCode.Unavailable or RefusalCode.AuthorityUnavailable or RefusalCode.RateLimited or RefusalCode.ApprovalPending:
                ResumeAfter(issued.Refusal.RetryAfter ?? RetryInterval);
                return null;
            case RefusalCode.BadCsr or RefusalCode.BadPublicKey:
                await Commit(state with { Status = AcmeOrderStatus.Ready, Csr = [] }, "acme.order.refused", null, cancellationToken);
                return issued.Refusal;
            default:
                await Commit(state with { Status = AcmeOrderStatus.Invalid, Error = issued.Refusal }, "acme.order.invalid", null, cancellationToken);
                return issued.Refusal;
        }
    }

    private void Start(RespondCommand command, AcmeChallenge challenge)
    {
        if (runs.ContainsKey((command.Authorization, command.Type)))
        {
            return;
        }

        var name = order.State.Authorizations[command.Authorization].Identifier;
        var request = new ValidationRequest(name, command.Type, challenge.Token, $"{challenge.Token}.{command.Thumbprint}");
        var run = new ValidationRun(GrainFactory, this.AsReference<IAcmeOrderRecorder>(), command.Authorization, request);
        runs.Add((command.Authorization, command.Type), run);
        run.Start(this);
    }

    /// <summary>The timer calls back as a request of its own, so that no other turn sees a half-done issuance, and again until the order is decided.</summary>
    private void ResumeAfter(TimeSpan delay)
    {
        resume?.Dispose();
        resume = this.RegisterGrainTimer(
            static (grain, token) => grain.ResumeIssuance(token),
            this,
            new GrainTimerCreationOptions(delay, RetryInterval) { KeepAlive = true });
    }

    private void Keep(CertificateKey key, ImmutableArray<byte> der, ImmutableArray<ImmutableArray<byte>> chain) =>
        certificate = new AcmeCertificate(key, der, [.. chain.Take(Math.Max(0, chain.Length - 1))]);

    private bool IsOf(string account) => order.RecordExists && order.State.Account == account;

    private Refusal NoSuchOrder()
    {
        if (!order.RecordExists)
        {
            DeactivateOnIdle();
        }

        return AcmeRefusals.NoSuchOrder;
    }

    private static AcmeAuthorization Decide(AcmeAuthorization authorization, AcmeChallenge challenge, ImmutableArray<ValidationAttempt> attempts)
    {
        var last = attempts[^1];
        var decided = challenge with
        {
            Status = last.Error is null ? AcmeChallengeStatus.Valid : AcmeChallengeStatus.Invalid,
            ValidatedAt = last.Error is null ? last.At : null,
            Error = last.Error,
            Attempts = attempts,
        };
        return authorization with
        {
            Status = last.Error is null ? AcmeAuthorizationStatus.Valid : AcmeAuthorizationStatus.Invalid,
            Challenges = authorization.Challenges.Replace(challenge, decided),
        };
    }

    private static AcmeChallenge? Find(AcmeOrderState state, int authorization, string type) => authorization < 0 || authorization >= state.Authorizations.Length
        ? null
        : state.Authorizations[authorization].Challenges.FirstOrDefault(challenge => challenge.Type == type);

    private Task Commit(AcmeOrderState next, string action, string? address, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(clock.GetUtcNow(), $"acmeaccount:{next.Account}", address, action, $"acme-order:{Id}");
        var row = new AcmeOrderRow(Id, next.Account, next.Status.ToString().ToLowerInvariant(), next.CreatedAt, next.ExpiresAt);
        return order.Commit(next, CommitCompanion.Of(entry) with { Index = [row] }, cancellationToken);
    }

    private AcmeOrder View()
    {
        var state = order.State.At(clock.GetUtcNow());
        var authorizations = runs.Count == 0 ? state.Authorizations : [.. state.Authorizations.Select(Running)];
        var busy = runs.Count > 0 || state.Status == AcmeOrderStatus.Processing;
        return new AcmeOrder(
            Id, state.Account, state.Profile, state.Status, state.ExpiresAt, state.NotBefore, state.NotAfter, authorizations, state.Certificate, state.Error, busy ? PollInterval : null);
    }

    /// <summary>A challenge under validation is "processing" in memory only: after a crash it is pending again and the client repeats itself.</summary>
    private AcmeAuthorization Running(AcmeAuthorization authorization, int index) => authorization with
    {
        Challenges = [.. authorization.Challenges.Select(challenge => runs.TryGetValue((index, challenge.Type), out var run) && challenge.Status == AcmeChallengeStatus.Pending
            ? challenge with { Status = AcmeChallengeStatus.Processing, Attempts = run.Attempts, Error = run.Attempts.LastOrDefault()?.Error }
            : challenge)],
    };
}
