using System.Collections.Concurrent;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>
/// So many calls at a time to the signers of one authority. A question that finds room is asked at once; those that come while there is none, or while the processors are
/// busy, go together in the next call, because a call costs as much as a signature. The order is that of arrival.
/// </summary>
internal sealed class OcspSigningCalls(IOcspWorkerGrain worker, int limit, RevocationLease lease, TimeProvider clock)
{
    private readonly ConcurrentQueue<Waiting> queue = new();
    private int underWay;

    public Task<Outcome<OcspAnswer>> Ask(OcspLiveQuery query)
    {
        var one = new Waiting(query, clock.GetTimestamp());
        queue.Enqueue(one);
        Begin();
        return one.Task;
    }

    private void Begin()
    {
        // Who gives room back looks again after it, so nobody is left behind who came too early to find any.
        if (!queue.IsEmpty && TryEnter())
        {
            // Behind the requests that the pool has yet to read: idle, it is their turn at once; under load they come along.
            ThreadPool.UnsafeQueueUserWorkItem(static calls => _ = calls.Next(), this, preferLocal: false);
        }
    }

    private bool TryEnter()
    {
        var seen = Volatile.Read(ref underWay);
        while (seen < limit)
        {
            var before = Interlocked.CompareExchange(ref underWay, seen + 1, seen);
            if (before == seen)
            {
                return true;
            }

            seen = before;
        }

        return false;
    }

    private async Task Next()
    {
        var together = Take();
        var recent = !lease.IsHeld();
        var call = Send(together, recent);
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // The next call goes out before the clients of this one are written to, which happens here and now.
        Interlocked.Decrement(ref underWay);
        Begin();
        await Deliver(together, call, recent);
    }

    private async Task<Outcome<OcspLiveAnswers>> Send(List<Waiting> together, bool recent) => together.Count switch
    {
        0 => new OcspLiveAnswers([]),
        1 => new OcspLiveAnswers([await worker.Respond(together[0].Demanding(recent), CancellationToken.None).WaitAsync(Left(together[0]))]),
        _ => await worker.RespondAll([.. together.Select(one => one.Demanding(recent))], CancellationToken.None).WaitAsync(Left(together[0])),
    };

    private List<Waiting> Take()
    {
        var taken = new List<Waiting>(OcspLiveAnswers.MaxCount);
        while (taken.Count < OcspLiveAnswers.MaxCount && queue.TryDequeue(out var one))
        {
            if (Left(one) > TimeSpan.Zero)
            {
                taken.Add(one);
            }
            else
            {
                one.TrySetException(new TimeoutException("It was not its turn in time."));
            }
        }

        return taken;
    }

    private async Task Deliver(List<Waiting> together, Task<Outcome<OcspLiveAnswers>> call, bool recent)
    {
        if (!call.IsCompletedSuccessfully)
        {
            together.ForEach(one => one.TrySetException(call.Exception?.InnerException ?? new TimeoutException()));
            return;
        }

        var all = await call;

        // A lease that was lost while the answers were under way cannot vouch for them (law 4).
        var overtaken = !recent && !lease.IsHeld();
        for (var i = 0; i < together.Count; i++)
        {
            Outcome<OcspAnswer>? answer = all.Succeeded ? all.Value.Answers[i] : all.Refusal;
            if (answer is not null && !(overtaken && answer.Succeeded))
            {
                together[i].TrySetResult(answer);
            }
            else
            {
                // Not waited for, so that the others need not wait for one that is slow; their number is bounded by OcspLiveQueue.
                _ = AskAlone(together[i], recent || overtaken);
            }
        }
    }

    /// <summary>Never throws: what goes wrong is the asker's to know.</summary>
    private async Task AskAlone(Waiting one, bool recent)
    {
        try
        {
            one.TrySetResult(await Respond(one, recent));
        }
        catch (Exception fault)
        {
            one.TrySetException(fault);
        }
    }

    private async Task<Outcome<OcspAnswer>> Respond(Waiting one, bool recent)
    {
        var answer = await worker.Respond(one.Demanding(recent), CancellationToken.None).WaitAsync(OcspSource.Timeout);
        return answer.Succeeded && !recent && !lease.IsHeld() ? await Respond(one, recent: true) : answer;
    }

    private TimeSpan Left(Waiting one)
    {
        var left = OcspSource.Timeout - clock.GetElapsedTime(one.Since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private sealed class Waiting(OcspLiveQuery query, long since) : TaskCompletionSource<Outcome<OcspAnswer>>
    {
        public long Since => since;

        public OcspLiveQuery Demanding(bool recent) => recent == query.Demand.Recent ? query : query with { Demand = query.Demand with { Recent = recent } };
    }
}
