using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Jose;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>
/// From bytes to a request that may be believed: 1 content type and size · 2 JWS and algorithm · 3 URL · 4 who: account or key · 5 signature · 6 nonce, last, so that
/// only who can sign uses one up.
/// </summary>
internal sealed class AcmeGate(IGrainFactory grains, AcmeUrls urls, AcmeNonces nonces, AcmeKeyCache keys)
{
    /// <summary>A JWS with a CSR of a hundred names and an RSA key is under a third of this.</summary>
    public const int MaxBody = 128 * 1024;

    public async Task<(AcmeRequest? Request, AcmeReply? Problem)> Admit(HttpContext context, AcmeSigner signer, CancellationToken cancellationToken)
    {
        if (context.Request.ContentType?.Split(';', 2)[0].Trim().Equals("application/jose+json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return (null, AcmeProblems.Malformed("The content type must be application/jose+json (RFC 8555 §6.2).", StatusCodes.Status415UnsupportedMediaType));
        }

        if (await ReadBody(context.Request, cancellationToken) is not { } body)
        {
            return (null, AcmeProblems.Malformed($"The request has more than {MaxBody} octets.", StatusCodes.Status413PayloadTooLarge));
        }

        if (!JwsMessage.TryParse(body, out var message, out var fault))
        {
            return (null, fault.ToReply());
        }

        if (!urls.IsRequested(message.Url, context.Request))
        {
            return (null, new Refusal(RefusalCode.Forbidden, "The signed URL is not the requested one (RFC 8555 §6.4).").ToReply());
        }

        if (message.Key is null ? signer == AcmeSigner.Key : signer == AcmeSigner.Account)
        {
            return (null, AcmeProblems.Malformed(signer == AcmeSigner.Key ? "This request must carry its key as \"jwk\"." : "This request must name its account as \"kid\"."));
        }

        var (account, problem) = await Verify(context, message, cancellationToken);
        if (problem is not null)
        {
            return (null, problem);
        }

        return message.Nonce is { } nonce && await nonces.Consume(nonce, cancellationToken)
            ? (new AcmeRequest(context, message, account), null)
            : (null, new Refusal(RefusalCode.BadNonce, "The nonce is missing, used or too old.").ToReply());
    }

    private async Task<(AcmeAccount? Account, AcmeReply? Problem)> Verify(HttpContext context, JwsMessage message, CancellationToken cancellationToken)
    {
        if (message.Key is { } key)
        {
            using var verifier = new JwsVerifier(key.PublicKey);
            return (null, Check(message, verifier, key.PublicKey));
        }

        if (urls.AccountId(message.KeyId!, context.Request) is not { } id)
        {
            return (null, new Refusal(RefusalCode.AccountDoesNotExist, "The \"kid\" is not the URL of an account here.").ToReply());
        }

        var account = await grains.AcmeAccount(id).Get(cancellationToken);
        if (!account.Succeeded)
        {
            return (null, account.Refusal.ToReply());
        }

        if (account.Value.Status != AcmeAccountStatus.Valid)
        {
            return (null, new Refusal(RefusalCode.Unauthenticated, "The account is not valid any more.").ToReply());
        }

        var imported = keys.Find(account.Value) ?? throw new InvalidOperationException("An account's stored key cannot be read.");
        return (account.Value, Check(message, imported, null));
    }

    private static AcmeReply? Check(JwsMessage message, JwsVerifier verifier, Pki.Keys.PublicKeyInfo? key)
    {
        if (key is not null && !message.Algorithm.Fits(key))
        {
            return new Refusal(RefusalCode.BadSignatureAlgorithm, "The algorithm does not fit the key.").ToReply();
        }

        // RFC 8555 §6.2 names no error for it; malformed with 400 is what clients know.
        return verifier.Verify(message) ? null : AcmeProblems.Malformed($"The signature does not verify with the key{message.FormFault}.");
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBody(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBody)
        {
            return null;
        }

        var buffer = new byte[request.ContentLength is { } length ? (int)length + 1 : MaxBody + 1];
        var read = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return read > MaxBody ? null : buffer.AsMemory(0, read);
    }
}

/// <summary>Who may sign a request.</summary>
internal enum AcmeSigner
{
    Account,
    Key,
    Either,
}
