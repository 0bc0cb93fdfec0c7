using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Interfaces.Profiles;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>
/// The ten steps of an issuance, in their order (docs/architecture.md, "Issue"):
/// 1 authorise · 2 existing row · 3 request, possession, key · 4 compose · 5 lint · 6 validators · 7 reserve · 8 sign and verify · 9 store · 10 return.
/// Safe to retry: the same request id always ends in the same certificate, at whichever step the previous attempt stopped.
/// </summary>
internal sealed class IssuanceSteps(
    IssuanceAdmission admission,
    IssuanceChecks checks,
    IssuanceDrafting drafting,
    IssuanceLedger ledger,
    IIssuanceObserver observer)
{
    /// <summary>So many random serials in a row are never taken unless the clock or the generator is broken.</summary>
    private const int SerialAttempts = 4;

    /// <summary>All ten steps.</summary>
    public async Task<Outcome<IssuedCertificate>> Issue(IssueCommand command, CancellationToken cancellationToken)
    {
        var admitted = await admission.Admit(command, cancellationToken);
        return admitted.Succeeded ? await Issue(admitted.Value, cancellationToken) : admitted.Refusal;
    }

    /// <summary>Steps 2 to 10, for a caller who was authorised.</summary>
    public async Task<Outcome<IssuedCertificate>> Issue(IssuanceRequest request, CancellationToken cancellationToken)
    {
        observer.Reached(IssuanceStep.Authorised, request.Id);

        var known = await ledger.Find(request.Id, cancellationToken);
        observer.Reached(IssuanceStep.LookedUp, request.Id);
        if (known is not null)
        {
            return await Continue(request, known, cancellationToken);
        }

        if (IssuanceAdmission.CheckOnline(request) is { } offline)
        {
            return offline;
        }

        var applicant = checks.Check(request);
        if (!applicant.Succeeded)
        {
            return applicant.Refusal;
        }

        observer.Reached(IssuanceStep.RequestChecked, request.Id);
        return await Draft(request, applicant.Value, cancellationToken);
    }

    /// <summary>Steps 1 to 5 and nothing that lasts: what would be signed now, and all that the linter finds in it.</summary>
    public async Task<Outcome<CertificatePreview>> Preview(IssueCommand command, CancellationToken cancellationToken)
    {
        var admitted = await admission.Admit(command, cancellationToken);
        if (!admitted.Succeeded)
        {
            return admitted.Refusal;
        }

        var request = admitted.Value;
        var applicant = checks.Check(request);
        if (!applicant.Succeeded)
        {
            return applicant.Refusal;
        }

        var composed = drafting.Compose(request, applicant.Value);
        return composed.Succeeded
            ? new CertificatePreview(composed.Value.ToBeSigned, IssuanceDrafting.Findings(request, composed.Value), request.Profile.Version)
            : composed.Refusal;
    }

    /// <summary>Steps 8 to 10 for an intent that was left behind, for the reconciler.</summary>
    public Task<Outcome<IssuedCertificate>> Finish(CertificateRow row, IssuerContext issuer, CertificateSigner signer, Caller caller, CancellationToken cancellationToken)
    {
        var reserved = new ReservedCertificate(row.Record.Key, row.ToBeSigned, row.TbsHash, Resumed: true);
        return SignAndStore(new Signing(row.Record.Request, issuer, signer, caller), reserved, cancellationToken);
    }

    /// <summary>Steps 4 to 7; a taken serial goes back to 4.</summary>
    private async Task<Outcome<IssuedCertificate>> Draft(IssuanceRequest request, Applicant applicant, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= SerialAttempts; attempt++)
        {
            var composed = drafting.Compose(request, applicant);
            if (!composed.Succeeded)
            {
                return composed.Refusal;
            }

            var draft = composed.Value;
            observer.Reached(IssuanceStep.Composed, request.Id);

            if (drafting.Lint(request, draft) is { } faulty)
            {
                return faulty;
            }

            observer.Reached(IssuanceStep.Linted, request.Id);

            if (await drafting.Validate(request, draft, cancellationToken) is { } refused)
            {
                return refused;
            }

            observer.Reached(IssuanceStep.Validated, request.Id);

            switch (await ledger.Reserve(request, draft, cancellationToken))
            {
                case Reservation.Made:
                    observer.Reached(IssuanceStep.Reserved, request.Id);
                    var reserved = ReservedCertificate.Of(new CertificateKey(request.Issuer.Id, draft.Serial), draft);
                    return await SignAndStore(Signing.Of(request), reserved, cancellationToken);
                case Reservation.RequestKnown known:
                    return await Continue(request, known.Row, cancellationToken);
                case Reservation.KeyCompromised:
                    return new Refusal(RefusalCode.BadPublicKey, "The public key belongs to a certificate that was revoked for keyCompromise.");
            }
        }

        return new Refusal(RefusalCode.Unavailable, "No free serial number was found.", TimeSpan.FromSeconds(1));
    }

    /// <summary>The request id has a row: return it, finish it, or say why not.</summary>
    private async Task<Outcome<IssuedCertificate>> Continue(IssuanceRequest request, CertificateRow row, CancellationToken cancellationToken)
    {
        if (!row.RequestHash.AsSpan().SequenceEqual(request.Hash.AsSpan()))
        {
            return new Refusal(RefusalCode.IdempotencyMismatch, "The request id was used before with different content.");
        }

        if (row.Record.Status != CertificateStatus.Reserved)
        {
            return Return(row, request.Issuer, replayed: true);
        }

        return IssuanceAdmission.CheckOnline(request) is { } offline
            ? offline
            : await Finish(row, request.Issuer, request.Sign, request.Caller, cancellationToken);
    }

    /// <summary>Steps 8 to 10.</summary>
    private async Task<Outcome<IssuedCertificate>> SignAndStore(Signing signing, ReservedCertificate reserved, CancellationToken cancellationToken)
    {
        var (der, refusal) = await IssuanceSigning.Sign(reserved, signing.Issuer, signing.Sign, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        observer.Reached(IssuanceStep.Signed, signing.Request);

        var row = await ledger.Complete(reserved.Key, der, signing.Request, signing.Caller)
            ?? throw new InvalidOperationException($"The reserved row of {reserved.Key} is gone.");
        observer.Reached(IssuanceStep.Stored, signing.Request);

        var issued = Return(row, signing.Issuer, reserved.Resumed);
        observer.Reached(IssuanceStep.Returned, signing.Request);
        return issued;
    }

    /// <summary>Step 10: only what the database holds is handed out.</summary>
    private static Outcome<IssuedCertificate> Return(CertificateRow row, IssuerContext issuer, bool replayed)
    {
        var record = row.Record;
        return record.Status == CertificateStatus.Voided
            ? new Refusal(RefusalCode.IssuanceVoided, "The issuance was cut off and given up; ask again under a new request id.")
            : new IssuedCertificate(record.Key, record.Der, issuer.Chain, record.NotBefore, record.NotAfter, replayed)
            {
                ProfileVersion = record.ProfileVersion,
                CreatedAt = record.CreatedAt,
                IgnoredExtensions = record.IgnoredExtensions,
                Profile = record.Profile,
            };
    }

    private sealed record Signing(RequestId Request, IssuerContext Issuer, CertificateSigner Sign, Caller Caller)
    {
        public static Signing Of(IssuanceRequest request) => new(request.Id, request.Issuer, request.Sign, request.Caller);
    }
}
