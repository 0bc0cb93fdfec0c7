using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Ocsp;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Ocsp;

/// <summary>
/// Reads the status once and keeps it with one signed response per form of CertID. A revocation invalidates it before any frontend hears of it; a frontend that
/// has heard says so in its query, so that an activation which missed the call reads again (law 4). Never writes (law 7).
/// </summary>
internal sealed class OcspStatusGrain(ICertificateStore certificates, OcspResponders responders, IOptions<OcspOptions> options, TimeProvider clock)
    : Grain, IOcspStatusGrain
{
    /// <summary>Four hashes with NULL parameters or without: a certificate has no more CertIDs.</summary>
    private const int MaxForms = 8;

    private readonly List<(ImmutableArray<byte> CertId, OcspAnswer Answer)> answers = [];
    private OcspStatusAnswer? status;
    private long currentTo;

    private CertificateKey Key => CertificateKey.Parse(this.GetPrimaryKeyString());

    public async Task<Outcome<OcspAnswer>> Answer(OcspQuery query, CancellationToken cancellationToken)
    {
        await Load(query.NotBefore, cancellationToken);
        var now = clock.GetUtcNow();
        var at = answers.FindIndex(form => form.CertId.AsSpan().SequenceEqual(query.CertId.AsSpan()));
        if (at >= 0 && now < answers[at].Answer.RefreshAt)
        {
            return answers[at].Answer;
        }

        var signed = await Sign(query.CertId, now, cancellationToken);
        if (!signed.Succeeded)
        {
            // A response that is still valid serves while a responder cannot be had.
            return at >= 0 && now < answers[at].Answer.NextUpdate ? answers[at].Answer : signed;
        }

        Keep(query.CertId, signed.Value);
        return signed;
    }

    public async Task<Outcome<OcspStatusAnswer>> Status(CancellationToken cancellationToken) => await Load(0, cancellationToken);

    public Task Invalidate(long sequence, CancellationToken cancellationToken)
    {
        status = null;
        answers.Clear();
        currentTo = Math.Max(currentTo, sequence);
        return Task.CompletedTask;
    }

    private async Task<OcspStatusAnswer> Load(long notBefore, CancellationToken cancellationToken)
    {
        if (status is { } known && currentTo >= notBefore)
        {
            return known;
        }

        var row = await certificates.FindStatus(Key, cancellationToken);
        var next = Read(row);
        if (next != status)
        {
            answers.Clear();
        }

        currentTo = Math.Max(Math.Max(currentTo, notBefore), row?.Revocation?.Sequence ?? 0);
        if (next.State == OcspCertificateState.Unknown)
        {
            // A flood of invented serials leaves nothing behind, and a serial that is issued later is read again.
            status = null;
            DeactivateOnIdle();
            return next;
        }

        return status = next;
    }

    private static OcspStatusAnswer Read(CertificateStatusRow? row) => row?.Status switch
    {
        CertificateStatus.Good => new(OcspCertificateState.Good, null),
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

        return OcspAnswers.Sign(responder.Value, [(certId, current)], default, options.Value, now);
    }

    private bool Names(ImmutableArray<byte> der, WarmResponder responder) =>
        OcspCertId.TryRead(der.AsSpan(), out var certId) && responder.Issuer.Matches(certId) && certId.HasPossibleSerialNumber
        && SerialNumber.FromBytes(certId.SerialNumber) == Key.Serial;

    private void Keep(ImmutableArray<byte> certId, OcspAnswer answer)
    {
        answers.RemoveAll(form => form.CertId.AsSpan().SequenceEqual(certId.AsSpan()));
        if (answer.Known && answers.Count < MaxForms)
        {
            answers.Add((certId, answer));
        }
    }
}
