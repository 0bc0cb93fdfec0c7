using Orleans.Concurrency;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Identity;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.X509;
using Ucm.Storage.Acme;

namespace Ucm.Grains.Acme;

/// <summary>
/// Revoke over ACME: 1 an account must be valid · 2 find the authority by the certificate's issuer · 3 the certificate must be the one we
/// issued, byte for byte · 4 who may: its own key, the account it was issued to, an account with valid authorizations for all its names · 5 the
/// certificate's grain revokes.
/// keyCompromise blocks the key for ever, so only its holder and the account it was issued to can say it; from an account that merely controls
/// the names it is cessationOfOperation.
/// </summary>
[StatelessWorker]
internal sealed class AcmeRevocationGrain(IAcmeIndex index, TimeProvider clock) : Grain, IAcmeRevocationGrain
{
    /// <summary>Orders of the account that are looked at for authorizations, newest first.</summary>
    private const int MaxOrders = 200;

    public async Task<Outcome<RevocationReceipt>> Revoke(AcmeRevokeCommand command, CancellationToken cancellationToken)
    {
        if (!ParsedCertificate.TryParse(command.Certificate.AsMemory(), out var certificate, out var fault))
        {
            return new Refusal(RefusalCode.Malformed, fault.Detail);
        }

        // What a subscriber may say about its own certificate (RFC 5280 §5.3.1; CA/B BR §4.9.1.1); a hold is not a revocation for good.
        if (command.Reason is not (0 or 1 or 3 or 4 or 5 or 9))
        {
            return new Refusal(RefusalCode.BadRevocationReason, "The reason must be one of 0, 1, 3, 4, 5 and 9.");
        }

        if (command.Account is { } signer && (await GrainFactory.AcmeAccount(signer).Get(cancellationToken)).RefuseUse() is { } unusable)
        {
            return unusable;
        }

        if (await Find(certificate, cancellationToken) is not { } key)
        {
            return NotOurs();
        }

        var found = await GrainFactory.Certificate(key).Get(cancellationToken);
        if (!found.Succeeded || !found.Value.Der.AsSpan().SequenceEqual(command.Certificate.AsSpan()))
        {
            return found.Refusal is { Code: RefusalCode.Unavailable } unavailable ? unavailable : NotOurs();
        }

        if (await RightOf(command, certificate, found.Value, cancellationToken) is not { } right)
        {
            return new Refusal(RefusalCode.Forbidden, "Only the certificate's key, its account, or an account that controls all its names may revoke it.");
        }

        var reason = (RevocationReason)command.Reason;
        reason = reason == RevocationReason.KeyCompromise && right == Right.ControlsNames ? RevocationReason.CessationOfOperation : reason;
        var caller = command.Account is { } account
            ? new Caller(CallerKind.AcmeAccount, account, [Permission.CertificatesRevoke], command.Address)
            : new Caller(CallerKind.CertificateKey, key.ToId(), [Permission.CertificatesRevoke], command.Address);
        return await GrainFactory.Certificate(key).Revoke(new RevokeCommand(reason, caller), cancellationToken);
    }

    private async Task<CertificateKey?> Find(ParsedCertificate certificate, CancellationToken cancellationToken)
    {
        var serial = certificate.SerialNumber.Span.TrimStart((byte)0);
        if (serial.Length is 0 or > SerialNumber.MaxOctets)
        {
            return null;
        }

        var number = SerialNumber.FromBytes(serial);
        var catalog = await GrainFactory.AuthorityCatalog().List(cancellationToken);
        foreach (var authority in catalog.Authorities)
        {
            if (ParsedCertificate.TryParse(authority.Certificate.AsMemory(), out var issuer, out _) && issuer.Subject.Equals(certificate.Issuer)
                && (certificate.AuthorityKeyIdentifier is not { } identifier || issuer.SubjectKeyIdentifier is not { } own || own.Span.SequenceEqual(identifier.Span)))
            {
                return new CertificateKey(authority.Id, number);
            }
        }

        return null;
    }

    /// <summary>Null when there is none.</summary>
    private async Task<Right?> RightOf(AcmeRevokeCommand command, ParsedCertificate certificate, CertificateRecord record, CancellationToken cancellationToken)
    {
        if (command.Account is not { } account)
        {
            return certificate.SubjectPublicKeyInfo.Span.SequenceEqual(command.SigningKey.AsSpan()) ? Right.HoldsKey : null;
        }

        if (record.Requester == new Caller(CallerKind.AcmeAccount, account, []).ToString())
        {
            return Right.WasIssuedIt;
        }

        return !record.Names.IsEmpty && await Controls(account, [.. record.Names], cancellationToken) ? Right.ControlsNames : null;
    }

    private async Task<bool> Controls(string account, HashSet<SubjectName> names, CancellationToken cancellationToken)
    {
        foreach (var row in await index.ListOrders(account, clock.GetUtcNow(), null, MaxOrders, cancellationToken))
        {
            var order = await GrainFactory.AcmeOrder(row.Id).Get(account, cancellationToken);
            if (order.Succeeded)
            {
                names.ExceptWith(order.Value.Authorizations
                    .Where(authorization => authorization.Status == AcmeAuthorizationStatus.Valid && authorization.ExpiresAt > clock.GetUtcNow())
                    .Select(static authorization => authorization.Identifier));
            }

            if (names.Count == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static Refusal NotOurs() => new(RefusalCode.NotFound, "The certificate was not issued here.");

    private enum Right
    {
        HoldsKey,
        WasIssuedIt,
        ControlsNames,
    }
}
