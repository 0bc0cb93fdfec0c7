using System.Collections.Immutable;
using Ucm.Frontend.Status;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Ocsp;
using Ucm.Pki.Ocsp;

namespace Ucm.Frontend.Protocols.Ocsp;

/// <summary>
/// From a request's bytes to an answer: 1 parse · 2 the cache, while the revocation lease holds · 3 the issuer · 4 <see cref="OcspGrains"/>.
/// </summary>
internal sealed class OcspResponding(OcspCache cache, OcspScreen screen, OcspGrains grains, AuthorityDirectory authorities, RevocationLease lease)
{
    /// <summary>An answer at once, from memory: a cached response, or an error that needs nobody's opinion. Otherwise the question to ask.</summary>
    public OcspVerdict Look(ReadOnlySpan<byte> der, DateTimeOffset now)
    {
        if (!OcspRequest.TryRead(der, out var request))
        {
            return new OcspVerdict(OcspResponseStatus.MalformedRequest);
        }

        if (request.Count == 1 && request.Nonce.IsEmpty && request.PreferredAlgorithms.IsEmpty)
        {
            return cache.Find(request.First.Der) is { } entry && IsFresh(entry, now) && lease.IsHeld() ? new OcspVerdict(entry) : One(request.First);
        }

        return Several(request);
    }

    public Task<OcspVerdict> Ask(OcspQuestion question) => grains.Ask(question);

    private bool IsFresh(OcspCacheEntry entry, DateTimeOffset now)
    {
        if (now >= entry.RefreshAt && now < entry.NextUpdate && OcspCertId.TryRead(entry.CertId, out var certId)
            && authorities.Find(certId) is { } authority && entry.BeginRefresh())
        {
            _ = grains.Refresh(new CertificateKey(authority, SerialNumber.FromBytes(certId.SerialNumber)), entry);
        }

        return now < entry.NextUpdate;
    }

    private OcspVerdict One(OcspCertId certId)
    {
        if (authorities.Find(certId) is not { } authority)
        {
            return NotOurs();
        }

        if (certId.HasPossibleSerialNumber && screen.IsClosedTo(authority, certId.SerialNumber.TrimStart((byte)0)))
        {
            return new OcspVerdict(OcspResponseStatus.TryLater);
        }

        // A number that cannot be a serial was never issued; the worker says so without waking a status grain.
        return certId.HasPossibleSerialNumber
            ? new OcspVerdict(new OcspQuestion(new CertificateKey(authority, SerialNumber.FromBytes(certId.SerialNumber)), certId.Der.ToArray(), null))
            : new OcspVerdict(new OcspQuestion(new CertificateKey(authority, default), [], new OcspLiveQuery([[.. certId.Der]], [])));
    }

    private OcspVerdict Several(OcspRequest request)
    {
        AuthorityId? responder = null;
        var notBefore = 0L;
        var certIds = ImmutableArray.CreateBuilder<ImmutableArray<byte>>(request.Count);
        foreach (var certId in request)
        {
            responder ??= authorities.Find(certId);
            certIds.Add([.. certId.Der]);
            if (responder is { } issuer && certId.HasPossibleSerialNumber)
            {
                notBefore = Math.Max(notBefore, lease.LastEvent(new CertificateKey(issuer, SerialNumber.FromBytes(certId.SerialNumber))));
            }
        }

        if (responder is not { } authority)
        {
            return NotOurs();
        }

        var live = new OcspLiveQuery(certIds.MoveToImmutable(), [.. request.Nonce], new StatusDemand(notBefore, Recent: false))
        {
            PreferredAlgorithms = [.. request.PreferredAlgorithms],
        };
        return new OcspVerdict(new OcspQuestion(new CertificateKey(authority, default), [], live));
    }

    /// <summary>Before the first list of authorities has come nobody can say whose the issuer is.</summary>
    private OcspVerdict NotOurs() => new(authorities.IsLoaded ? OcspResponseStatus.Unauthorized : OcspResponseStatus.TryLater);
}

/// <summary>Exactly one of: an answer, a question for a grain, an error.</summary>
internal readonly record struct OcspVerdict(OcspCacheEntry? Entry, OcspQuestion? Question, OcspResponseStatus Error)
{
    public OcspVerdict(OcspCacheEntry entry)
        : this(entry, null, default)
    {
    }

    public OcspVerdict(OcspQuestion question)
        : this(null, question, default)
    {
    }

    public OcspVerdict(OcspResponseStatus error)
        : this(null, null, error)
    {
    }
}

/// <summary>What has to be asked of a grain. <see cref="Live"/> is set for answers that are signed for one client.</summary>
internal sealed record OcspQuestion(CertificateKey Key, byte[] CertId, OcspLiveQuery? Live);
