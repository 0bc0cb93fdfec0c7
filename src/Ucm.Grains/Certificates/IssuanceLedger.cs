using System.Collections.Immutable;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>Steps 2, 7 and 9: what the database knows of an issuance. Its unique keys decide every race (law 2).</summary>
internal sealed class IssuanceLedger(ICertificateStore certificates, TimeProvider clock)
{
    /// <summary>Step 2.</summary>
    public Task<CertificateRow?> Find(RequestId request, CancellationToken cancellationToken) => certificates.FindByRequest(request, cancellationToken);

    /// <summary>Step 7: serial, request id, bytes and audit row in one commit, before the key is used (law 1).</summary>
    public Task<Reservation> Reserve(IssuanceRequest request, CertificateDraft draft, CancellationToken cancellationToken)
    {
        var key = new CertificateKey(request.Issuer.Id, draft.Serial);
        var now = clock.GetUtcNow();
        var intent = new CertificateIntent(
            key,
            request.Id,
            request.Hash,
            request.Profile.Name,
            draft.Composed.Subject.ToString(),
            draft.Names,
            draft.Composed.NotBefore,
            draft.Composed.NotAfter,
            now,
            request.Caller.ToString(),
            draft.Applicant.KeyHash,
            draft.ToBeSigned)
        {
            Shard = draft.Shard,
            ProfileVersion = request.Profile.Version,
            IgnoredExtensions = draft.IgnoredExtensions,
            IsSystem = request.Id.IsSystemService,
            Way = request.Way,
            Annotations = request.Annotations,
            Renews = request.Renews,
        };
        return certificates.Reserve(intent, CertificateAudit.Reserved(intent, request.Caller), cancellationToken);
    }

    /// <summary>Step 9: the winner's bytes, not necessarily these. Not cancellable: the signature exists now.</summary>
    public Task<CertificateRow?> Complete(CertificateKey key, ImmutableArray<byte> der, RequestId request, Caller caller) =>
        certificates.Complete(key, der, CertificateAudit.Issued(key, request, caller, clock.GetUtcNow()), CancellationToken.None);
}
