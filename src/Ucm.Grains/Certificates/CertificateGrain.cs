using Ucm.Grains.Activations;
using Ucm.Grains.Authorities;
using Ucm.Grains.Interfaces.Authorities;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Grains.Outcomes;
using Ucm.Storage.Certificates;

namespace Ucm.Grains.Certificates;

/// <summary>
/// Reads, revokes, annotates and renews one certificate. Keeps nothing in memory: the row decides, whoever else acts on it. Revoking a certificate that belongs to an authority goes: 1 the caller may manage
/// authorities · 2 the authority is taken out of service · 3 the revocation is recorded · 4 the authority is taken out of service again, should somebody have resumed it in between.
/// </summary>
internal sealed class CertificateGrain(
    ICertificateStore certificates,
    AuthoritySnapshots snapshots,
    AuthorityCertificates authorities,
    IRevocationAnnouncer announcer,
    CertificateEditing editing,
    CertificateRenewal renewal,
    TimeProvider clock) : Grain, ICertificateGrain
{
    /// <summary>
    /// From the confirmation of membership to the receipt. A silo that is put out gives no receipt later than this plus the second that a confirmation holds, which is
    /// what the revocation feed counts on when nobody can read the log.
    /// </summary>
    internal static readonly TimeSpan ChangeLimit = TimeSpan.FromSeconds(5);

    private CertificateKey Key => CertificateKey.Parse(this.GetPrimaryKeyString());

    public async Task<Outcome<CertificateRecord>> Get(CancellationToken cancellationToken)
    {
        if (await certificates.Find(Key, cancellationToken) is { } row)
        {
            return row.Record;
        }

        // Law 7: whoever asks for serials that were never issued leaves nothing behind.
        this.ForgetSoon();
        return Refusals.NoSuchCertificate();
    }

    public async Task<Outcome<CertificateRecord>> Read(Caller caller, CancellationToken cancellationToken)
    {
        if (!caller.MaySomewhere(Permission.CertificatesRead))
        {
            return Refusals.Forbidden(Permission.CertificatesRead);
        }

        var found = await Get(cancellationToken);
        if (found.Succeeded && !caller.May(Permission.CertificatesRead, TargetOf(found.Value, caller)))
        {
            return Refusals.NoSuchCertificate();
        }

        return found.Succeeded ? found.Value with { RenewedBy = await certificates.FindSuccessor(Key, cancellationToken) } : found;
    }

    public async Task<Outcome<CertificateRecord>> Annotate(AnnotateCommand command, CancellationToken cancellationToken) =>
        await RefuseUnless(Permission.CertificatesEdit, command.Caller, cancellationToken) is { } refusal
            ? refusal
            : await editing.Annotate(Key, command, cancellationToken);

    public async Task<Outcome<IssuedCertificate>> Renew(RenewCommand command, CancellationToken cancellationToken)
    {
        var found = await Read(command.Caller, cancellationToken);
        return found.Succeeded ? await renewal.Renew(found.Value, command, cancellationToken) : found.Refusal;
    }

    public async Task<Outcome<RevocationReceipt>> Revoke(RevokeCommand command, CancellationToken cancellationToken)
    {
        if (await RefuseUnless(Permission.CertificatesRevoke, command.Caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        if (!Enum.IsDefined(command.Reason) || command.Reason == RevocationReason.RemoveFromCrl)
        {
            return new Refusal(RefusalCode.BadRevocationReason, "The reason is not one that a certificate can be revoked for.");
        }

        if (command.InvalidityDate > now)
        {
            return new Refusal(RefusalCode.Malformed, "The invalidity date lies in the future.");
        }

        var owner = await OwnerFor(command.Caller, cancellationToken);
        if (!owner.Succeeded)
        {
            return owner.Refusal;
        }

        var change = new RevocationChange(Key, command.Reason, now, command.InvalidityDate);
        return owner.Value.Authority is { } authority
            ? await RevokeAuthority(authority, change, command.Caller, cancellationToken)
            : await Change(change, command.Caller, cancellationToken);
    }

    public async Task<Outcome<RevocationReceipt>> Release(Caller caller, CancellationToken cancellationToken)
    {
        if (await RefuseUnless(Permission.CertificatesRevoke, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var owner = await OwnerFor(caller, cancellationToken);
        return owner.Succeeded ? await Change(new RevocationChange(Key, RevocationReason.RemoveFromCrl, clock.GetUtcNow(), null), caller, cancellationToken) : owner.Refusal;
    }

    /// <summary>The row is read only for one whose permission is limited.</summary>
    private async ValueTask<Refusal?> RefuseUnless(string permission, Caller caller, CancellationToken cancellationToken)
    {
        if (caller.May(permission))
        {
            return null;
        }

        if (!caller.MaySomewhere(permission))
        {
            return Refusals.Forbidden(permission);
        }

        var found = await Get(cancellationToken);
        if (!found.Succeeded)
        {
            return found.Refusal;
        }

        var target = TargetOf(found.Value, caller);
        if (caller.May(permission, target))
        {
            return null;
        }

        // One who may not see it does not learn that it is there.
        return caller.May(Permission.CertificatesRead, target)
            ? new Refusal(RefusalCode.Forbidden, $"Your permission {permission} does not reach to this certificate.")
            : Refusals.NoSuchCertificate();
    }

    private static GrantTarget TargetOf(CertificateRecord record, Caller caller) =>
        new(record.Key.Authority.Value, record.Profile, caller.IsRequester(record.Requester, record.CreatedAt));

    /// <summary>Whom the certificate belongs to, if the caller may act on it: what belongs to an authority needs more than the permission to revoke.</summary>
    private async ValueTask<Outcome<CertificateOwner>> OwnerFor(Caller caller, CancellationToken cancellationToken)
    {
        var owner = await authorities.OwnerOf(Key, cancellationToken);
        return owner is { Succeeded: true, Value.Authority: not null } && !caller.May(Permission.AuthoritiesManage) ? Refusals.Forbidden(Permission.AuthoritiesManage) : owner;
    }

    private async Task<Outcome<RevocationReceipt>> RevokeAuthority(AuthoritySnapshot authority, RevocationChange change, Caller caller, CancellationToken cancellationToken)
    {
        if (authority.Id == Key.Authority)
        {
            return new Refusal(RefusalCode.Conflict, "A root certificate cannot be revoked by its own authority; remove it from the trust stores and retire the authority.");
        }

        if (await authorities.Stop(authority.Id, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var outcome = await Change(change, caller, cancellationToken);
        await authorities.Stop(authority.Id, caller, cancellationToken);
        return outcome;
    }

    private async Task<Outcome<RevocationReceipt>> Change(RevocationChange change, Caller caller, CancellationToken cancellationToken)
    {
        var beganAt = clock.GetTimestamp();
        if (await snapshots.ConfirmMembership(cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var result = await certificates.ChangeRevocation(change, CertificateAudit.Revoked(change, caller), cancellationToken);
        switch (result.Verdict)
        {
            case RevocationVerdict.Changed when clock.GetElapsedTime(beganAt) > ChangeLimit:
                // It is durable and told; whoever asks again, at a silo that is well, hears that.
                announcer.Announce(result.Receipt!);
                return Refusals.Late(ChangeLimit);
            case RevocationVerdict.Changed:
                announcer.Announce(result.Receipt!);
                return result.Receipt!;
            case RevocationVerdict.AlreadyRevoked:
                return change.Reason == RevocationReason.RemoveFromCrl
                    ? new Refusal(RefusalCode.Conflict, "The certificate is revoked for good; only a hold can be lifted.")
                    : new Refusal(RefusalCode.AlreadyRevoked, "The certificate is revoked already.");
            case RevocationVerdict.NotOnHold:
                return new Refusal(RefusalCode.Conflict, "The certificate is not on hold.");
            default:
                this.ForgetSoon();
                return Refusals.NoSuchCertificate();
        }
    }
}
