using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Pki.Ocsp;
using Ucm.Storage.Certificates;
using Ucm.Storage.Commits;

namespace Ucm.Grains.Ocsp;

/// <summary>
/// Reads the status and keeps it with one signed response per form of CertID. A revocation invalidates it before any frontend hears of it; a frontend that has
/// heard says so in its query, and one that holds no lease demands a recent reading, so that an activation which missed the call, or woke up in a silo that was put
/// out, reads again (law 4). Never writes (law 7).
/// </summary>
internal sealed class OcspStatusGrain(ICertificateStore certificates, OcspResponders responders, TimeProvider clock)
    : Grain, IOcspStatusGrain
{
    /// <summary>Four hashes with NULL parameters or without, by at most four forms of the issuer's name: a certificate has no more CertIDs.</summary>
    private const int MaxForms = 32;

    /// <summary>What passes for recent: with the frontend's patience well below the three seconds of law 4, and a certificate asked for by all costs one query in it.</summary>
    private static readonly TimeSpan RecentLimit = TimeSpan.FromSeconds(1);

    /// <summary>A frontend gives up soon after; one that waits longer holds up those behind it.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromMilliseconds(600);

    private readonly List<(ImmutableArray<byte> CertId, OcspAnswer Answer)> answers = [];
    private OcspStatusAnswer? status;
    private long currentTo;
    private long readAt;

    private CertificateKey Key => CertificateKey.Parse(this.GetPrimaryKeyString());

    public async Task<Outcome<OcspAnswer>> Answer(OcspQuery query, CancellationToken cancellationToken)
    {
        await Load(query.Demand, cancellationToken);
        var now = clock.GetUtcNow();
        if (Kept(query.CertId) is { } current && now < current.RefreshAt)
        {
            return current;
        }

        var signed = await SignAnew(query, now, cancellationToken);
        if (signed.Succeeded)
        {
            Keep(query.CertId, signed.Value);
            return signed;
        }

        // A response that is still valid serves while a responder cannot be had; if the status turned out to have changed, it is not kept any more.
        return Kept(query.CertId) is { } valid && now < valid.NextUpdate ? valid : signed;
    }

    public async Task<Outcome<OcspStatusAnswer>> Status(StatusDemand demand, CancellationToken cancellationToken) => await Load(demand, cancellationToken);

    public Task Invalidate(long sequence, CancellationToken cancellationToken)
    {
        status = null;
        answers.Clear();
        currentTo = Math.Max(currentTo, sequence);
        return Task.CompletedTask;
    }

    private async Task<OcspStatusAnswer> Load(StatusDemand demand, CancellationToken cancellationToken)
    {
        if (status is { } known && currentTo >= demand.NotBefore && (!demand.Recent || clock.GetElapsedTime(readAt) <= RecentLimit))
        {
            return known;
        }

        var beganAt = clock.GetTimestamp();
        var row = await Find(cancellationToken);
        var next = Read(row);
        if (next != status)
        {
            answers.Clear();
        }

        readAt = beganAt;
        currentTo = Math.Max(Math.Max(currentTo, demand.NotBefore), row?.Revocation?.Sequence ?? 0);
        if (next.State == OcspCertificateState.Unknown)
        {
            // A flood of invented serials leaves nothing behind, and a serial that is issued later is read again.
            status = null;
            DeactivateOnIdle();
            return next;
        }

        return status = next;
    }

    private async Task<CertificateStatusRow?> Find(CancellationToken cancellationToken)
    {
        try
        {
            return await certificates.FindStatus(Key, cancellationToken).WaitAsync(ReadLimit, cancellationToken);
        }
        catch (TimeoutException fault)
        {
            throw new StorageUnavailableException("The status could not be read in time.", fault);
        }
    }

    /// <summary>What is signed today is believed for hours, so the status is read again for it, whatever is remembered.</summary>
    private async Task<Outcome<OcspAnswer>> SignAnew(OcspQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await Load(query.Demand with { Recent = true }, cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            return Refusals.Unavailable(RecentLimit);
        }

        return await Sign(query.CertId, now, cancellationToken);
    }

    private static OcspStatusAnswer Read(CertificateStatusRow? row) => row?.Status switch
    {
        CertificateStatus.Good => new(OcspCertificateState.Good, null) { ReleasedAt = row.ReleasedAt },
        CertificateStatus.Revoked or CertificateStatus.OnHold or CertificateStatus.Voided => new(OcspCertificateState.Revoked, row.Revocation),
        _ => new(OcspCertificateState.Unknown, null),
    };

    private async Task<Outcome<OcspAnswer>> Sign(ImmutableArray<byte> certId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var current = status ?? new OcspStatusAnswer(OcspCertificateState.Unknown, null);
        var responder = await responders.Get(Key.Authority, cancellationToken);
        if (!responder.Succeeded)
        {
            return responder.Refusal;
        }

        if (!Names(certId, responder.Value))
        {
            return new Refusal(RefusalCode.Malformed, "The CertID does not name this certificate.");
        }

        return OcspAnswers.Sign(responder.Value, [(certId, current)], default, now);
    }

    private bool Names(ImmutableArray<byte> der, WarmResponder responder) =>
        OcspCertId.TryRead(der.AsSpan(), out var certId) && responder.Issuer.Matches(certId) && certId.HasPossibleSerialNumber
        && SerialNumber.FromBytes(certId.SerialNumber) == Key.Serial;

    private OcspAnswer? Kept(ImmutableArray<byte> certId) =>
        answers.FirstOrDefault(form => form.CertId.AsSpan().SequenceEqual(certId.AsSpan())).Answer;

    private void Keep(ImmutableArray<byte> certId, OcspAnswer answer)
    {
        answers.RemoveAll(form => form.CertId.AsSpan().SequenceEqual(certId.AsSpan()));
        if (answer.Known && answers.Count < MaxForms)
        {
            answers.Add((certId, answer));
        }
    }
}
