using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>
/// What memory cannot answer: 1 serials that look never issued are screened · 2 one certificate without a nonce: the status grain, through <see cref="OcspSource"/> ·
/// 3 a nonce or several certificates: the worker, through <see cref="OcspSigning"/>, if the queue has room.
/// </summary>
internal sealed class OcspGrains(OcspSource source, OcspScreen screen, OcspLiveQueue queue, OcspSigning signing)
{
    public async Task<OcspVerdict> Ask(OcspQuestion question)
    {
        try
        {
            if (await screen.Screen(question) is { } verdict)
            {
                return verdict;
            }

            return question.Live is { } live ? await Live(question.Key, live) : await Shared(question);
        }
        catch (Exception fault) when (fault is TimeoutException or Orleans.Runtime.OrleansException or InvalidOperationException)
        {
            // The silo has logged what it is.
            return new OcspVerdict(OcspResponseStatus.TryLater);
        }
    }

    public Task Refresh(CertificateKey key, OcspCacheEntry entry) => source.Refresh(key, entry);

    private async Task<OcspVerdict> Shared(OcspQuestion question)
    {
        var fetched = await source.Fetch(question.Key, question.CertId);
        return fetched.Succeeded ? new OcspVerdict(fetched.Value) : Refused(fetched.Refusal);
    }

    private async Task<OcspVerdict> Live(CertificateKey key, OcspLiveQuery live)
    {
        if (!queue.TryEnter())
        {
            return new OcspVerdict(OcspResponseStatus.TryLater);
        }

        try
        {
            var answer = await signing.Ask(key.Authority, live);
            return answer.Succeeded ? new OcspVerdict(new OcspCacheEntry([], answer.Value with { Known = false })) : Refused(answer.Refusal);
        }
        finally
        {
            queue.Leave();
        }
    }

    private static OcspVerdict Refused(Refusal refusal) => new(OcspProblems.ToStatus(refusal));
}
