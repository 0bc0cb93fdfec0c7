using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Acme;

/// <summary>
/// The end of one order's life, from the finalize request to the certificate: 1 issue with the order as request id · 2 answer · 3 write the order.
/// The row of the certificate is the truth (law 2): the next activation asks what became of the request id, in case 3 was cut off. An order that takes
/// longer than its client waits is written as "processing", and a timer goes on with it.
/// </summary>
internal sealed partial class AcmeOrderFinalization(
    IGrainBase grain, string id, AcmeOrderRecord order, AcmeOrderIssuance issuance, ILogger log)
{
    private IGrainTimer? resume;
    private AcmeCertificate? certificate;
    private TimeSpan? delay;
    private int faults;
    private bool ending;

    private AcmeOrderState State => order.State;

    /// <summary>When the order is activated: learns what a previous activation could not write, and goes on with what it began.</summary>
    public async Task Begin(CancellationToken cancellationToken)
    {
        order.WriteFailed = WriteAgain;
        if (order.Exists && State.Status == AcmeOrderStatus.Processing)
        {
            await GoOn(cancellationToken);
        }

        await Recover(cancellationToken);
    }

    /// <summary>
    /// A previous activation may have told a client "valid" and failed to write it, so the certificate's row is asked before anybody is answered. The row says
    /// for which request it is; the order may be processing another one.
    /// </summary>
    private async Task GoOn(CancellationToken cancellationToken)
    {
        if (await issuance.Recover(id, State with { Csr = [] }, cancellationToken) is { Status: AcmeOrderStatus.Valid } issued)
        {
            order.Follow(issued, new OrderChange("acme.order.recover"));
        }
        else
        {
            ResumeAfter(TimeSpan.Zero);
        }
    }

    /// <summary>Learns what another activation did with a ready order.</summary>
    public async Task Recover(CancellationToken cancellationToken)
    {
        if (!order.Exists || State is not { Status: AcmeOrderStatus.Ready, IsAuthorization: false } ready)
        {
            return;
        }

        if (await issuance.Recover(id, ready, cancellationToken) is not { } recovered)
        {
            return;
        }

        order.Follow(recovered, new OrderChange("acme.order.recover"));
        if (recovered.Status == AcmeOrderStatus.Processing)
        {
            ResumeAfter(TimeSpan.Zero);
        }
    }

    /// <summary>When the order is deactivated: writes what is still owed.</summary>
    public async Task End(CancellationToken cancellationToken)
    {
        ending = true;
        await order.CatchUp().WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Whether a finalize that comes again brings the request that the order is processing or was issued for.</summary>
    public async Task<bool> IsOf(ImmutableArray<byte> csr, CancellationToken cancellationToken) =>
        State.Csr.IsEmpty ? await issuance.IsFor(id, State, csr, cancellationToken) : State.Csr.AsSpan().SequenceEqual(csr.AsSpan());

    /// <summary>Null when the order is valid now, or processing and written so.</summary>
    /// <param name="processing">As <see cref="AcmeOrderIssuance.Prepare"/> made it.</param>
    /// <param name="address">Of the client that asked.</param>
    public async Task<Refusal?> Finalize(AcmeOrderState processing, string? address, CancellationToken cancellationToken)
    {
        order.Assume(processing);
        Refusal? refused;
        try
        {
            refused = await Issue(address, cancellationToken);
        }
        catch
        {
            await GoOnLater(address);
            throw;
        }

        await GoOnLater(address);
        return refused;
    }

    public async Task<Outcome<AcmeCertificate>> GetCertificate(CertificateKey key, CancellationToken cancellationToken)
    {
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

    public static Refusal WithAnotherRequest(AcmeOrderStatus status) =>
        new(RefusalCode.OrderNotReady, $"The order is {status.ToString().ToLowerInvariant()} already, with another request than this one.");

    private async Task Resume(CancellationToken cancellationToken)
    {
        if (State.Status == AcmeOrderStatus.Processing)
        {
            await Issue(null, cancellationToken);
        }

        await order.CatchUp();
        if (State.Status == AcmeOrderStatus.Processing)
        {
            ResumeAfter(delay ?? AcmeOrderIssuance.RetryInterval);
        }
        else if (!order.IsBehind)
        {
            resume?.Dispose();
            resume = null;
        }
    }

    /// <summary>
    /// Null unless the request was refused, and the order is ready for another one or was decided. The order is still processing when it is to be
    /// asked again.
    /// </summary>
    private async Task<Refusal?> Issue(string? address, CancellationToken cancellationToken)
    {
        var state = State;
        delay = null;
        if (await Ask(state, cancellationToken) is not { } issued)
        {
            return null;
        }

        if (issued.Succeeded)
        {
            await Succeed(state, issued.Value, address);
            return null;
        }

        // The id was used for another request, of which this activation knows nothing: another one was cut off or is at work. The row tells.
        if (issued.Refusal.Code == RefusalCode.IdempotencyMismatch
            && await issuance.Recover(id, state with { Csr = [] }, cancellationToken) is { } recovered)
        {
            order.Follow(recovered, new OrderChange("acme.order.recover", address));
            return await issuance.IsFor(id, recovered, state.Csr, cancellationToken) ? null : WithAnotherRequest(recovered.Status);
        }

        var decision = issuance.Decide(state, issued);
        delay = decision.RetryAfter;
        if (decision.Next is { } next)
        {
            await order.Commit(next, new OrderChange(decision.Action, address), cancellationToken);
        }

        return decision.Refusal;
    }

    private async Task Succeed(AcmeOrderState state, IssuedCertificate issued, string? address)
    {
        var decision = issuance.Decide(state, issued);
        order.Follow(decision.Next!, new OrderChange(decision.Action, address));
        certificate = issued.Chain.IsDefaultOrEmpty ? null : AcmeOrderIssuance.Present(issued.Key, issued.Der, issued.Chain);
        if (state.Replaced is not null)
        {
            // The commit also marks the replaced certificate. The client may order once more after the answer, and is refused then (RFC 9773 §5).
            await order.CatchUp();
        }
    }

    /// <summary>
    /// When issuance takes longer than the client waits, or a fault ended its request: the order is written as processing, and the timer goes on
    /// with it. When that cannot be written, the order forgets that issuance began, and its next activation asks what became of it.
    /// </summary>
    private async Task GoOnLater(string? address)
    {
        if (State is not { Status: AcmeOrderStatus.Processing } processing)
        {
            return;
        }

        try
        {
            await order.Commit(processing, new OrderChange("acme.order.finalize", address), CancellationToken.None);
        }
        catch
        {
            order.Forget();
            grain.DeactivateOnIdle();
            throw;
        }

        ResumeAfter(delay ?? AcmeOrderIssuance.RetryInterval);
    }

    /// <summary>A fault ends this request, and the timer asks again; the last fault ends the order.</summary>
    private async Task<Outcome<IssuedCertificate>?> Ask(AcmeOrderState state, CancellationToken cancellationToken)
    {
        try
        {
            return await issuance.Ask(id, state, cancellationToken);
        }
        catch (InvalidOperationException) when (++faults >= AcmeOrderIssuance.MaximumFaults)
        {
            return AcmeOrderIssuance.GivenUp;
        }
    }

    /// <summary>The timer calls back as a request of its own, so that no other turn sees a half-done issuance, and again until the order is decided.</summary>
    private void ResumeAfter(TimeSpan pause)
    {
        resume?.Dispose();
        resume = grain.RegisterGrainTimer(
            static (finalization, token) => finalization.Resume(token),
            this,
            new GrainTimerCreationOptions(pause, AcmeOrderIssuance.RetryInterval) { KeepAlive = true });
    }

    private void WriteAgain(Exception fault)
    {
        LogNotWritten(fault, id);
        if (fault is InconsistentStateException)
        {
            grain.DeactivateOnIdle();
        }
        else if (!ending)
        {
            ResumeAfter(AcmeOrderIssuance.RetryInterval);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What became of the ACME order {Order} is not written yet; it is tried again")]
    private partial void LogNotWritten(Exception fault, string order);
}
