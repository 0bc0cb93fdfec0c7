using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>
/// Stands between the cache and the grains: serials that look never issued share a narrow lane, so that a flood of them takes no more than that from the others.
/// What looks issued passes at once, and what only looks never issued is answered truthfully too, when it is its turn.
/// </summary>
internal sealed class OcspScreen(SerialTags tags, IGrainFactory grains, IOptions<OcspCacheOptions> options, TimeProvider clock)
{
    private readonly OcspLane lane = new(options.Value.UntaggedPerSecond, clock);
    private readonly IssuedSerials issued = new();
    private readonly ConcurrentDictionary<CertificateKey, Task<OcspVerdict?>> underWay = new();

    /// <summary>True when <see cref="Screen"/> would say try later: found out at once and without allocation, since this is what a flood asks again and again.</summary>
    public bool IsClosedTo(AuthorityId authority, ReadOnlySpan<byte> serial) =>
        tags.IsInvented(authority, serial) && !lane.HasRoom() && (issued.IsEmpty || !issued.Contains(new CertificateKey(authority, SerialNumber.FromBytes(serial))));

    /// <summary>The answer, or null: ask on.</summary>
    public async ValueTask<OcspVerdict?> Screen(OcspQuestion question)
    {
        if (await LooksIssued(question))
        {
            return null;
        }

        // Who asks for the same serial waits for the word on it. That it was issued holds for all of them; that it was not, only for who asked.
        if (question.Live is null && underWay.TryGetValue(question.Key, out var running) && await running is null)
        {
            return null;
        }

        if (!lane.TryEnter())
        {
            return new OcspVerdict(OcspResponseStatus.TryLater);
        }

        // The worker looks each serial up for itself.
        return question.Live is null ? await Lead(question) : null;
    }

    private async Task<OcspVerdict?> Lead(OcspQuestion question)
    {
        var asking = Ask(question);
        underWay.TryAdd(question.Key, asking);
        try
        {
            return await asking;
        }
        finally
        {
            underWay.TryRemove(KeyValuePair.Create(question.Key, asking));
        }
    }

    private async Task<OcspVerdict?> Ask(OcspQuestion question)
    {
        var certId = ImmutableCollectionsMarshal.AsImmutableArray(question.CertId);
        var screened = await grains.OcspScreen(question.Key.Authority).Screen(certId, CancellationToken.None).WaitAsync(OcspSource.Timeout);
        if (!screened.Succeeded)
        {
            return new OcspVerdict(OcspProblems.ToStatus(screened.Refusal));
        }

        if (screened.Value.NeverIssued is { } answer)
        {
            return new OcspVerdict(new OcspCacheEntry(question.CertId, answer));
        }

        issued.Add(question.Key);
        return null;
    }

    private async ValueTask<bool> LooksIssued(OcspQuestion question)
    {
        if (question.Live is not { } live)
        {
            return issued.Contains(question.Key) || await tags.Fits(question.Key);
        }

        foreach (var certId in live.CertIds)
        {
            if (KeyOf(question, certId) is { } key && !issued.Contains(key) && !await tags.Fits(key))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Null for a number that cannot be a serial, which costs no look into the database.</summary>
    private static CertificateKey? KeyOf(OcspQuestion question, ImmutableArray<byte> der) => OcspCertId.TryRead(der.AsSpan(), out var certId) && certId.HasPossibleSerialNumber
        ? new CertificateKey(question.Key.Authority, SerialNumber.FromBytes(certId.SerialNumber))
        : null;
}
