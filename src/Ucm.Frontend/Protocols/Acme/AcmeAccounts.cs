using System.Text.Json;
using Ucm.Grains.Interfaces;
using Ucm.Grains.Interfaces.Acme;
using Ucm.Grains.Interfaces.Acme.ExternalAccounts;
using Ucm.Grains.Interfaces.Outcomes;
using Ucm.Pki.Jose;

namespace Ucm.Frontend.Protocols.Acme;

/// <summary>Accounts (RFC 8555 §7.3).</summary>
internal sealed class AcmeAccounts(IGrainFactory grains, AcmeUrls urls, AcmeView view)
{
    public async Task<AcmeReply> Create(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!request.TryRead(AcmeJsonContext.Default.NewAccountJson, out var wish, out var problem))
        {
            return problem;
        }

        var key = request.Message.Key!;
        var command = new CreateAcmeAccountCommand(
            [.. key.PublicKey.Der.Span], key.Thumbprint, [.. Contacts(wish.Contact ?? [])], wish.TermsOfServiceAgreed, wish.OnlyReturnExisting, request.Address)
        {
            Server = request.Server,
            ExternalAccountBinding = Binding(wish.ExternalAccountBinding, request.Message.Url),
        };
        var found = await grains.AcmeAccountKey(key.Thumbprint).FindOrCreate(command, cancellationToken);
        return found.Succeeded
            ? view.Account(found.Value.Account, found.Value.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : found.Refusal.ToReply();
    }

    /// <summary>POST-as-GET reads; <c>{}</c> changes nothing and is legal (RFC 8555 §7.3.2).</summary>
    public async Task<AcmeReply> Update(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (request.Account!.Id != request.Route("account"))
        {
            return new Refusal(RefusalCode.Forbidden, "The account is another one.").ToReply();
        }

        if (request.IsPostAsGet)
        {
            return view.Account(request.Account);
        }

        if (!request.TryRead(AcmeJsonContext.Default.UpdateAccountJson, out var wish, out var problem))
        {
            return problem;
        }

        if (wish.Status is not (null or "deactivated" or "valid"))
        {
            return AcmeProblems.Malformed("The status of an account can only be set to \"deactivated\".");
        }

        var command = new UpdateAcmeAccountCommand(wish.Contact is null ? null : [.. Contacts(wish.Contact)], wish.TermsOfServiceAgreed, wish.Status == "deactivated", request.Address);
        var updated = await grains.AcmeAccount(request.Account.Id).Update(command, cancellationToken);
        return updated.Succeeded ? view.Account(updated.Value) : updated.Refusal.ToReply();
    }

    public async Task<AcmeReply> ListOrders(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (request.Account!.Id != request.Route("account"))
        {
            return new Refusal(RefusalCode.Forbidden, "The account is another one.").ToReply();
        }

        if (!request.IsPostAsGet)
        {
            return AcmeProblems.Malformed("The payload must be empty (RFC 8555 §6.3).");
        }

        var cursor = request.Context.Request.Query["cursor"].FirstOrDefault();
        var page = await grains.AcmeAccount(request.Account.Id).ListOrders(cursor, cancellationToken);
        if (!page.Succeeded)
        {
            return page.Refusal.ToReply();
        }

        var reply = AcmeReply.Json(new OrderListJson(page.Value.Orders.Select(urls.Order)), AcmeJsonContext.Default.OrderListJson);
        return page.Value.Next is { } next ? reply with { Links = [$"<{urls.Orders(request.Account.Id)}?cursor={next}>;rel=\"next\""] } : reply;
    }

    /// <summary>The outer JWS is by the old key, the payload is a JWS by the new one over the account and the old key (RFC 8555 §7.3.5).</summary>
    public async Task<AcmeReply> ChangeKey(AcmeRequest request, CancellationToken cancellationToken)
    {
        if (!JwsMessage.TryParse(request.Message.Payload, out var inner, out var fault))
        {
            return fault.ToReply();
        }

        if (inner.Key is not { } newKey || inner.Url != request.Message.Url || inner.Nonce is not null)
        {
            return AcmeProblems.Malformed("The inner JWS must carry the new key as \"jwk\", the same \"url\", and no nonce (RFC 8555 §7.3.5).");
        }

        using (var verifier = new JwsVerifier(newKey.PublicKey))
        {
            if (!verifier.Verify(inner))
            {
                return AcmeProblems.Malformed($"The inner signature does not verify with the new key{inner.FormFault}.");
            }
        }

        var account = request.Account!;
        if (!(request with { Message = inner }).TryRead(AcmeJsonContext.Default.KeyChangeJson, out var change, out var problem))
        {
            return problem;
        }

        if (change.Account != request.Message.KeyId || OldKey(change) is not { } oldKey || oldKey.Thumbprint != account.Thumbprint)
        {
            return AcmeProblems.Malformed("The inner payload must name the account of the outer \"kid\" and its present key (RFC 8555 §7.3.5).");
        }

        var command = new ChangeAcmeKeyCommand([.. newKey.PublicKey.Der.Span], newKey.Thumbprint, account.Thumbprint, request.Address);
        var changed = await grains.AcmeAccount(account.Id).ChangeKey(command, cancellationToken);
        if (!changed.Succeeded)
        {
            return changed.Refusal.ToReply();
        }

        return changed.Value.Thumbprint == newKey.Thumbprint && newKey.Thumbprint != account.Thumbprint
            ? view.Account(changed.Value)
            : new Refusal(RefusalCode.Conflict, "The new key is in use.").ToReply() with { Location = urls.Account(changed.Value.Id) };
    }

    /// <summary>What is null in the list is no contact, and is refused as one.</summary>
    private static IEnumerable<string> Contacts(string?[] contacts) => contacts.Select(static contact => contact ?? string.Empty);

    /// <summary>As it was sent: the silo reads and checks it, and a server without external accounts ignores it.</summary>
    private static SentExternalAccountBinding? Binding(JsonElement sent, string url) =>
        sent.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : new SentExternalAccountBinding(sent.GetRawText(), url);

    private static JsonWebKey? OldKey(KeyChangeJson change) =>
        change.OldKey.ValueKind == System.Text.Json.JsonValueKind.Object
            && JsonWebKey.TryParse(System.Text.Encoding.UTF8.GetBytes(change.OldKey.GetRawText()), out var key, out _)
            ? key
            : null;
}
